namespace Scalewright.Tool;

/// <summary>Prints the result of a verb.</summary>
/// <remarks>If a stream is full or closed, the tool exits with <see cref="ExitCode.Problems"/>: partial output must not
/// look like success.</remarks>
internal static class StandardStreams
{
    public static ExitCode Print(ExitCode exitCode, string output, string errors)
    {
        string? fault = Write(Console.OpenStandardOutput, output);
        string? faultOfErrors = Write(Console.OpenStandardError, errors + Describe(fault));
        return fault is null && faultOfErrors is null ? exitCode : ExitCode.Problems;
    }

    private static string Describe(string? fault) =>
        fault is null
            ? ""
            : VerbReport
                .From(
                    new Problem(
                        ProblemCode.OutputNotWritable,
                        $"the output cannot be written: {fault}",
                        "redirect it to a writable file or pipe"
                    )
                )
                .Errors(AnsiColors.None);

    /// <summary>Returns null on success. Does not open the stream if the text is empty, so a closed stream is
    /// not a failure then.</summary>
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
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return exception is IOException ? ExceptionText.From(exception) : "it is closed";
        }
    }
}

internal enum ExitCode
{
    /// <summary>Success, possibly with warnings.</summary>
    Done = 0,

    /// <summary>The input, a plugin, a node or the provider has problems, which are reported.</summary>
    Problems = 1,

    /// <summary>The command line is invalid. Nothing was started.</summary>
    Usage = 2,

    /// <summary>SIGINT (Ctrl+C) ended the tool: 128 plus the signal number, as in shells.</summary>
    Interrupted = 130,

    /// <summary>SIGTERM ended the tool.</summary>
    Terminated = 143,
}
