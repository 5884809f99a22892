using System.CommandLine;
using Scalewright.Clusters;

namespace Scalewright.Programs;

/// <summary>Runs a command-line program.</summary>
/// <remarks>Exit codes: the codes of its commands, 2 for invalid usage, 130 after SIGINT and 143 after
/// SIGTERM.</remarks>
public static class CommandLineProgram
{
    /// <summary>Runs a program.</summary>
    /// <param name="root">Root command.</param>
    /// <param name="arguments">Command-line arguments.</param>
    /// <param name="gracePeriod">Time for running work to complete after a signal; null: 10 seconds.</param>
    /// <param name="ignoresLaterSignals">True if a second signal is ignored. Default false: it ends the program
    /// immediately.</param>
    /// <param name="former">Messages for commands and options of earlier versions, by name; null: no messages.</param>
    public static async Task<int> RunAsync(
        Command root,
        string[] arguments,
        TimeSpan? gracePeriod = null,
        bool ignoresLaterSignals = false,
        IReadOnlyDictionary<string, string>? former = null
    )
    {
        StrictCommandLine line = StrictCommandLine.Parse(root, arguments, former);
        IReadOnlyList<string> errors = line.Errors;
        if (errors.Count > 0)
        {
            await Console.Error.WriteLineAsync($"{string.Join('\n', errors)}\nSee '{GetName(line.Result.CommandResult.Command)} --help'.");
            return StrictCommandLine.UsageExitCode;
        }

        int exitCode = 0;
        int signalled = await GracefulShutdown.RunAsync(
            async cancellationToken =>
            {
                // Synchronous work must not block the handling of signals.
                await Task.Yield();
                exitCode = await line.Result.InvokeAsync(
                    new InvocationConfiguration { ProcessTerminationTimeout = null },
                    cancellationToken
                );
            },
            gracePeriod,
            ignoreFurtherSignals: ignoresLaterSignals
        );
        return signalled == 0 ? exitCode : signalled;
    }

    private static string GetName(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{GetName(parent)} {command.Name}" : command.Name;
}
