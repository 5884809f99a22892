using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Experiments.Services.Tests.Processes;

/// <summary>Programs of this machine.</summary>
internal static class RunningPrograms
{
    /// <summary>The ids of those that have a text in their words, one in a line.</summary>
    public static string Of(string text)
    {
        using Process process = Process.Start(new ProcessStartInfo("pgrep", ["-f", Regex.Escape(text)]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        string found = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return found;
    }
}
