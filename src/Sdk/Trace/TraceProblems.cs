namespace Scalewright.Traces;

internal static class TraceProblems
{
    private static ProblemCode DamagedTrace { get; } = new("SW7101", "damaged-trace");

    private static ProblemCode TruncatedTrace { get; } = new("SW7102", "truncated-trace");

    private static ProblemCode UnsupportedTraceVersion { get; } = new("SW7103", "unsupported-trace-version");

    public static Problem Damaged(string source, long offset, string found) =>
        new(
            DamagedTrace,
            string.Create(CultureInfo.InvariantCulture, $"the block at offset {offset} is damaged: {found}"),
            "record the run again; events before the block are shown"
        )
        {
            Source = source,
        };

    public static Problem Truncated(string source, long offset) =>
        new(
            TruncatedTrace,
            string.Create(CultureInfo.InvariantCulture, $"the block at offset {offset} is incomplete"),
            "events before the block are shown; record the run again if you need the rest"
        )
        {
            Source = source,
            Severity = ProblemSeverity.Warning,
        };

    public static Problem Newer(string source, int version) =>
        new(
            UnsupportedTraceVersion,
            string.Create(CultureInfo.InvariantCulture, $"it has version {version}, and this program reads version 1"),
            "use the version of Scalewright that wrote it, or a newer one"
        )
        {
            Source = source,
        };

    public static Problem NoTrace(string source) =>
        new(
            ProblemCode.UnreadableFile,
            "it is neither a trace nor a page with a trace",
            "name a .swtrace file, or the page beside the test results"
        )
        {
            Source = source,
        };

    public static Problem Unreadable(string source, string reason) =>
        new(ProblemCode.UnreadableFile, reason, "name a .swtrace file, or the page beside the test results") { Source = source };

    public static Problem TooLarge(string source, string found, string advice) =>
        new(ProblemCode.SizeLimit, found, advice) { Source = source };
}
