using System.CommandLine;
using Scalewright.Clusters;

namespace Scalewright.Programs;

/// <summary>Runs a program by its command line. Exit codes: those of its commands, 2 for wrong usage, 130 after SIGINT and 143 after SIGTERM.</summary>
public static class CommandLineProgram
{
    /// <summary>Runs a program.</summary>
    /// <param name="root">The program.</param>
    /// <param name="arguments">The command line.</param>
    /// <param name="gracePeriod">The time that what is under way gets to come to its end after a signal; null: 10 seconds.</param>
    /// <param name="ignoresLaterSignals">Whether a second signal changes nothing; default it ends the program at once.</param>
    /// <param name="former">Messages for commands and options of earlier versions, by their names; null: none.</param>
    public static async Task<int> RunAsync(
        Command root, string[] arguments, TimeSpan? gracePeriod = null, bool ignoresLaterSignals = false, IReadOnlyDictionary<string, string>? former = null)
    {
        StrictCommandLine line = StrictCommandLine.Parse(root, arguments, former);
        IReadOnlyList<string> errors = line.Errors;
        if (errors.Count > 0)
        {
            await Console.Error.WriteLineAsync($"{string.Join('\n', errors)}\nSee '{NameOf(line.Result.CommandResult.Command)} --help'.");
            return StrictCommandLine.UsageExitCode;
        }

        int exitCode = 0;
        int signalled = await ProgramSignals.RunAsync(
            async cancellationToken =>
            {
                // Work that never waits must not keep signals from being heard.
                await Task.Yield();
                exitCode = await line.Result.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null }, cancellationToken);
            },
            gracePeriod,
            ignoresLaterSignals: ignoresLaterSignals);
        return signalled == 0 ? exitCode : signalled;
    }

    private static string NameOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{NameOf(parent)} {command.Name}" : command.Name;
}
