using Scalewright.Documents;

namespace Scalewright.Decisions.Backtesting;

/// <summary>Reads recorded loads. What is wrong is told with its line, all at once, or repaired when asked for.</summary>
public static class TraceReader
{
    /// <summary>Reads CSV with a heading: the time, in seconds or as dates, then the load.</summary>
    /// <param name="utf8">The bytes.</param>
    /// <param name="options">How; null: nothing is repaired.</param>
    /// <param name="source">The file as the caller names it.</param>
    /// <exception cref="DecisionException">It is no load, or the options are not what they may be; all problems are told at once.</exception>
    public static LoadTrace ReadCsv(ReadOnlySpan<byte> utf8, TraceOptions? options = null, string source = "")
    {
        ArgumentNullException.ThrowIfNull(source);
        options = Checked(options, source);
        ProblemList problems = new(source);
        (List<TraceRow> rows, DateTimeOffset? epoch) = new CsvTrace(options, problems).Read(utf8);
        return Finish(rows, epoch, options, problems, source);
    }

    /// <summary>Reads what Prometheus answers to a range query of one series.</summary>
    /// <inheritdoc cref="ReadCsv"/>
    public static LoadTrace ReadPrometheus(ReadOnlyMemory<byte> utf8, TraceOptions? options = null, string source = "") =>
        ReadJson(utf8, options, source, static (reader, root) => reader.ReadPrometheus(root));

    /// <summary>Reads the size of a group from what AWS answers to DescribeScalingActivities.</summary>
    /// <inheritdoc cref="ReadCsv"/>
    public static LoadTrace ReadActivities(ReadOnlyMemory<byte> utf8, TraceOptions? options = null, string source = "") =>
        ReadJson(utf8, options, source, static (reader, root) => reader.ReadActivities(root));

    private static LoadTrace ReadJson(ReadOnlyMemory<byte> utf8, TraceOptions? given, string source, Func<JsonTrace, DocumentNode, List<TraceRow>> read)
    {
        ArgumentNullException.ThrowIfNull(source);
        TraceOptions options = Checked(given, source);
        ProblemList problems = new(source);
        Document document = DocumentReader.Read(utf8, Dialect.Json, ReadLimits.ExperimentDocument, source);
        foreach (Problem problem in document.Problems)
        {
            problems.Add(problem);
        }

        List<TraceRow> rows = document.Root is { } root ? read(new JsonTrace(options, problems), root) : [];
        return Finish(rows, DateTimeOffset.UnixEpoch, options, problems, source);
    }

    private static LoadTrace Finish(List<TraceRow> rows, DateTimeOffset? epoch, TraceOptions options, ProblemList problems, string source)
    {
        // Without rows there is a reason already, or none to look for.
        LoadTrace trace = rows.Count == 0 && problems.HasErrors ? new(source, TimeSpan.FromSeconds(1), [0]) : new TraceRows(options, problems).Build(NameOf(source), rows, epoch);
        return problems.HasErrors ? throw new DecisionException(SubjectOf(source), problems.ToCounted(ProblemCode.BadTrace)) : trace;
    }

    private static TraceOptions Checked(TraceOptions? options, string source)
    {
        options ??= new TraceOptions();
        ValueList<Problem> problems = options.Check();
        return problems.Count > 0 ? throw new DecisionException(SubjectOf(source), problems) : options;
    }

    private static string SubjectOf(string source) => source.Length > 0 ? source : "The trace";

    private static string NameOf(string source) => source.Length > 0 ? Path.GetFileNameWithoutExtension(source) : "trace";
}
