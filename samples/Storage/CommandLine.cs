using System.CommandLine;
using Scalewright.Programs;

namespace StorageSample;

internal static class CommandLine
{
    // Time to close the state and the sessions before the program exits.
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(30);

    /// <summary>Runs the command line. Reports wrong usage with one line per mistake.</summary>
    public static Task<int> RunAsync(RootCommand root, string[] given) => CommandLineProgram.RunAsync(root, given, GracePeriod);
}
