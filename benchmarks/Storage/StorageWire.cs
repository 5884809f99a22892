using System.Diagnostics;

namespace Benchmarks.Storage;

/// <summary>
/// Runs many simulated servers in one process against the manager in another: <c>storage-wire [seconds]</c>. Uses plain
/// HTTP with shared connections, and TLS with a certificate for each server. Each case has two new processes.
/// </summary>
internal static class StorageWire
{
    private static readonly string[][] Cases =
    [
        ["1000"],
        ["2000"],
        ["4000"],
        ["8000"],
        ["128", "tls"],
        ["252", "tls"],
        ["500", "tls"],
    ];

    public static int Run(string[] options)
    {
        string seconds = options.Length > 0 ? options[0] : "60";
        int worst = 0;
        foreach (string[] wanted in Cases)
        {
            using Process ran = Start(["storage-wire-case", wanted[0], seconds, .. wanted[1..]]);
            ran.WaitForExit();
            worst = Math.Max(worst, ran.ExitCode);
        }

        return worst;
    }

    private static Process Start(string[] arguments) => Process.Start(OwnProgram.StartInfo(arguments))!;
}
