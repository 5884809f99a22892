using Scalewright.Clusters;
using Scalewright.Experiments.Runs;

namespace Scalewright.Tool;

internal static class Program
{
    // The time that what is under way gets to come to its end after a signal.
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(10);

    private static async Task<int> Main(string[] arguments)
    {
        // An engine starts the tool like this, on whatever machine, to do some runs of an experiment.
        if (await RunElement.TryRunAsync(arguments))
        {
            return (int)ExitCode.Done;
        }

        VerbEnd? end = null;
        ExitCode signalled = (ExitCode)await ProgramSignals.RunAsync(
            async cancellationToken =>
            {
                // Work that never waits must not keep signals from being heard.
                await Task.Yield();
                end = await CommandLine.RunAsync(arguments, ToolEnvironment.OfProcess(), cancellationToken);
            },
            GracePeriod);
        if (end is null)
        {
            return (int)signalled;
        }

        ExitCode exitCode = signalled == ExitCode.Done ? end.Report.ExitCode : signalled;
        (string output, string errors) = end.Print(exitCode);
        return (int)StandardStreams.Print(exitCode, output, errors);
    }
}
