using System.Globalization;
using Scalewright.Experiments.Runs;

namespace Scalewright.Tool;

internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        // So it is started by an engine, on whatever machine, to do some runs of an experiment.
        if (await RunElement.TryRunAsync(arguments))
        {
            return (int)ExitCode.Done;
        }

        await using StringWriter output = new(CultureInfo.InvariantCulture);
        await using StringWriter errors = new(CultureInfo.InvariantCulture);
        ExitCode exitCode = CommandLine.Run(arguments, output, errors);
        return (int)StandardStreams.Print(new PlanReport(exitCode, output.ToString(), errors.ToString()));
    }
}
