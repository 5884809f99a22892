using System.Diagnostics;
using System.Globalization;

namespace Benchmarks.Reading;

/// <summary>PyYAML's C loader in a Python process that stays warm.</summary>
public sealed class PyYamlPeer : IDisposable
{
    private readonly Process _python;

    public PyYamlPeer(string file)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "peers", "reading", "reading.py");
        _python = Process.Start(
            new ProcessStartInfo("/usr/bin/python3", [script, file])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
        Version = _python.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException("python3 with yaml is needed for the comparison");
    }

    public string Version { get; }

    /// <summary>Loads the file once and returns the seconds that the peer measured.</summary>
    public double Load()
    {
        _python.StandardInput.WriteLine();
        return double.Parse(_python.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _python.StandardInput.Close();
        _python.WaitForExit();
        _python.Dispose();
    }
}
