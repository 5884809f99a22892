using Scalewright.Clusters;
using Scalewright.Experiments.Runs;
using Scalewright.Explorations;

namespace Scalewright.Tool;

internal static class Program
{
    // Time for running work to complete after a signal.
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(10);

    private static async Task<int> Main(string[] arguments)
    {
        // An engine starts the tool this way, on any machine, to run seeds of tests or runs of an experiment.
        if (await ExplorationElement.TryRunAsync(arguments) || await ExperimentSweepElement.TryRunAsync(arguments))
        {
            return (int)ExitCode.Done;
        }

        VerbCompletion? end = null;
        ExitCode signalled = (ExitCode)
            await GracefulShutdown.RunAsync(
                async cancellationToken =>
                {
                    // Synchronous work must not block the handling of signals.
                    await Task.Yield();
                    end = await CommandLine.RunAsync(arguments, ToolEnvironment.OfProcess(), cancellationToken);
                },
                GracePeriod
            );
        if (end is null)
        {
            return (int)signalled;
        }

        ExitCode exitCode = signalled == ExitCode.Done ? end.Report.ExitCode : signalled;
        (string output, string errors) = end.Print(exitCode);
        return (int)StandardStreams.Print(exitCode, output, errors);
    }
}
