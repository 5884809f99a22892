using System.Diagnostics;

namespace AutoScaling.Tests;

/// <summary>A test that needs a module of the system's Python; skipped, and said so, where that is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ClientTheoryAttribute : TheoryAttribute
{
    public ClientTheoryAttribute(string module)
    {
        Module = module;
        if (!Has(module))
        {
            Skip = $"python3 has no module '{module}'; install Debian's python3-{module} (boto 2 needs Python 3.11 or older)";
        }
    }

    public string Module { get; }

    private static bool Has(string module)
    {
        if (!File.Exists("/usr/bin/python3"))
        {
            return false;
        }

        using Process process = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", $"import {module}"]) { RedirectStandardError = true, UseShellExecute = false })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
