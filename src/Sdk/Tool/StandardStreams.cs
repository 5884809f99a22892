namespace Scalewright.Tool;

/// <summary>
/// Prints the result of a verb once it is done. A stream that is full or closed makes the tool end with
/// <see cref="ExitCode.Problems"/>: half an output must not look like success.
/// </summary>
internal static class StandardStreams
{
    public static ExitCode Print(ExitCode exitCode, string output, string errors)
    {
        string? fault = Write(Console.OpenStandardOutput, output);
        string? faultOfErrors = Write(Console.OpenStandardError, errors + Describe(fault));
        return fault is null && faultOfErrors is null ? exitCode : ExitCode.Problems;
    }

    private static string Describe(string? fault) => fault is null
        ? ""
        : VerbReport.Of(new Problem(ProblemCode.OutputFolder, $"the output cannot be written: {fault}", "send it to a file or a pipe that takes it")).Errors();

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

/// <summary>Exit codes of the tool.</summary>
internal enum ExitCode
{
    /// <summary>Everything was done; there may be warnings.</summary>
    Done = 0,

    /// <summary>The input, a plugin, a node or the provider has a problem; each problem is reported.</summary>
    Problems = 1,

    /// <summary>The command line is not understood; nothing was begun.</summary>
    Usage = 2,

    /// <summary>SIGINT (Ctrl+C) ended the tool: 128 and the number of the signal, as shells report it.</summary>
    Interrupted = 130,

    /// <summary>SIGTERM ended the tool.</summary>
    Terminated = 143,
}
