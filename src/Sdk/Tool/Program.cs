using Scalewright.Clusters;
using Scalewright.Experiments.Runs;
using Scalewright.Explorations;

namespace Scalewright.Tool;

internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        // A sweep starts the tool as one of its elements, on any machine, to run seeds of tests or runs of an experiment.
        if (await ExplorationElement.TryRunAsync(arguments) || await ExperimentSweepElement.TryRunAsync(arguments))
        {
            return (int)ExitCode.Done;
        }

        VerbCompletion? completion = null;
        int shutdownCode = await GracefulShutdown.RunAsync(async cancellationToken =>
        {
            // Synchronous work must not block the handling of signals.
            await Task.Yield();
            completion = await CommandLine.RunAsync(arguments, ToolEnvironment.OfProcess(), cancellationToken);
        });
        if (completion is null)
        {
            // The grace period after a signal ended before the verb.
            return shutdownCode;
        }

        // A signal determines the exit code, even if the verb completed in time.
        ExitCode exitCode = shutdownCode == (int)ExitCode.Done ? completion.Report.ExitCode : (ExitCode)shutdownCode;
        (string output, string errors) = completion.Print(exitCode);
        return (int)StandardStreams.Print(exitCode, output, errors);
    }
}
