using System.CommandLine;
using Scalewright.Programs;

namespace StorageSample;

/// <summary>Runs what a command line asks for.</summary>
internal static class CommandLine
{
    // State is closed, and sessions are ended, before a program ends.
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(30);

    /// <summary>Runs it. Wrong usage is reported a line for each mistake.</summary>
    public static Task<int> RunAsync(RootCommand root, string[] given) => CommandLineProgram.RunAsync(root, given, GracePeriod);
}
