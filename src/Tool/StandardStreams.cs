namespace Scalewright.Tool;

/// <summary>
/// Prints what a verb says once it is done. A stream that is full or closed makes the tool end with
/// <see cref="ExitCode.Problems"/>: half an output must not look like success.
/// </summary>
internal static class StandardStreams
{
    public static ExitCode Print(PlanReport report)
    {
        string? fault = Write(Console.OpenStandardOutput, report.Output);
        string? faultOfErrors = Write(Console.OpenStandardError, report.Errors + Tell(fault));
        return fault is null && faultOfErrors is null ? report.ExitCode : ExitCode.Problems;
    }

    private static string Tell(string? fault) => fault is null
        ? ""
        : PlanReport.Of(new Problem(ProblemCode.OutputFolder, $"the output cannot be written: {fault}", "send it to a file or a pipe that takes it")).Errors;

    /// <summary>Null when all was written. An empty text leaves the stream alone, so that it may be closed.</summary>
    private static string? Write(Func<Stream> open, string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        try
        {
            using Stream stream = open();
            stream.Write(Console.OutputEncoding.GetBytes(text));
            stream.Flush();
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return e is IOException ? FaultText.Of(e) : "it is closed";
        }
    }
}
