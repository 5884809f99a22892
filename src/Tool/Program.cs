using System.Globalization;

namespace Scalewright.Tool;

internal static class Program
{
    private static int Main(string[] arguments)
    {
        using StringWriter output = new(CultureInfo.InvariantCulture);
        using StringWriter errors = new(CultureInfo.InvariantCulture);
        ExitCode exitCode = CommandLine.Run(arguments, output, errors);
        return (int)StandardStreams.Print(new PlanReport(exitCode, output.ToString(), errors.ToString()));
    }
}
