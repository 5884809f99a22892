using System.Diagnostics;

namespace Kubernetes.Tests;

/// <summary>A test by the client of Python; skipped, and said so, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PythonClientFactAttribute : FactAttribute
{
    private static readonly string? MissingReason = IsThere() ? null : "/usr/bin/python3 has no package kubernetes; install python3-kubernetes";

    public PythonClientFactAttribute() => Skip = MissingReason;

    public static string Python => "/usr/bin/python3";

    private static bool IsThere()
    {
        if (!File.Exists(Python))
        {
            return false;
        }

        using Process probe = Process.Start(new ProcessStartInfo(Python, ["-c", "import kubernetes"]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        probe.StandardError.ReadToEnd();
        probe.WaitForExit();
        return probe.ExitCode == 0;
    }
}
