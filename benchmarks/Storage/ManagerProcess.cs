using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;

namespace Benchmarks.Storage;

/// <summary>The reference manager in a separate process, with its state in memory.</summary>
internal sealed class ManagerProcess : IDisposable
{
    private readonly Process _process;
    private readonly string _folder;

    private ManagerProcess(Process process, string folder, Uri address, Uri agents) =>
        (_process, _folder, Address, Agents) = (process, folder, address, agents);

    /// <summary>Address of its REST API.</summary>
    public Uri Address { get; }

    /// <summary>Address for agents: without TLS a separate port, where they share connections.</summary>
    public Uri Agents { get; }

    /// <summary>The only trusted certificate authority; null without TLS.</summary>
    public X509Certificate2? Authority => AuthorityFile is { } file ? X509CertificateLoader.LoadCertificateFromFile(file.FullName) : null;

    /// <summary>File of the certificate authority; null without TLS.</summary>
    public FileInfo? AuthorityFile => new FileInfo(PathOfAuthority(_folder)) is { Exists: true } file ? file : null;

    /// <summary>Resident memory, in bytes.</summary>
    public long Memory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Processor time so far.</summary>
    public TimeSpan Cost => _process.TotalProcessorTime;

    /// <summary>Number of open files and sockets.</summary>
    public int OpenFiles => Directory.GetFiles($"/proc/{_process.Id}/fd").Length;

    public static async Task<ManagerProcess> StartAsync(bool usesTls)
    {
        string folder = Directory.CreateTempSubdirectory("scalewright-wire-").FullName;
        string[] options = usesTls ? ["--tls", "--ca", PathOfAuthority(folder)] : ["--agent-port", "0"];
        Process process = Process.Start(
            new ProcessStartInfo(
                "dotnet",
                [Path.Combine(AppContext.BaseDirectory, "StorageSimulator.dll"), "manager", "--port", "0", "--development", .. options]
            )
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
        Uri address = await ReadAsync(process);
        return new ManagerProcess(process, folder, address, usesTls ? address : await ReadAsync(process));
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<Uri> ReadAsync(Process process)
    {
        string line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("the manager did not start");
        return new Uri(line.Split(' ').First(word => word.StartsWith("http", StringComparison.Ordinal)));
    }

    private static string PathOfAuthority(string folder) => Path.Combine(folder, "ca.pem");
}
