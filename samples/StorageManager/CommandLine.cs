using System.CommandLine;
using System.CommandLine.Invocation;

namespace StorageSamples;

/// <summary>Runs what a command line says.</summary>
internal static class CommandLine
{
    // State is closed, and sessions are ended, before a program ends.
    private static readonly TimeSpan EndMax = TimeSpan.FromSeconds(30);

    /// <summary>Runs it; what is wrong with it is told in a line each, without all that would be right.</summary>
    public static Task<int> RunAsync(RootCommand root, string[] given)
    {
        ParseResult parsed = root.Parse(given);
        bool lacksCommand = root.Subcommands.Count > 0 && parsed.CommandResult.Command == root;
        if (parsed.Action is ParseErrorAction refusal && !lacksCommand)
        {
            refusal.ShowHelp = false;
        }

        return parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = EndMax });
    }
}
