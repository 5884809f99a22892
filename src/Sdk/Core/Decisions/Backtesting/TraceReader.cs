using Scalewright.Documents;

namespace Scalewright.Decisions.Backtesting;

/// <summary>Reads recorded loads. What is wrong is told with its line, all at once, or repaired when asked for.</summary>
public static class TraceReader
{
    /// <summary>Reads CSV with a heading: the time, in seconds or as dates, then the load. Times in another unit are an error, converted when
    /// <see cref="TraceRepair.Units"/> is asked for, or named by <see cref="TraceOptions.TimeUnit"/>.</summary>
    /// <param name="utf8">The bytes.</param>
    /// <param name="options">How; null: nothing is repaired.</param>
    /// <param name="source">The file as the caller names it.</param>
    /// <exception cref="DecisionException">It is no load, or the options are not what they may be; all problems are told at once.</exception>
    public static LoadTrace ReadCsv(ReadOnlySpan<byte> utf8, TraceOptions? options = null, string source = "")
    {
        ArgumentNullException.ThrowIfNull(source);
        options = Checked(options, source);
        ProblemList problems = new(source);
        CsvTrace reader = new(options, problems);
        (List<TraceRow> rows, DateTimeOffset? epoch) = reader.Read(utf8);
        return Finish(rows, epoch, options, problems, source, reader.Heading) with { Heading = reader.Heading };
    }

    /// <summary>Reads what Prometheus answers to a range query of one series. Values are taken as they are: of a counter query its rate.</summary>
    /// <inheritdoc cref="ReadCsv"/>
    public static LoadTrace ReadPrometheus(ReadOnlyMemory<byte> utf8, TraceOptions? options = null, string source = "") =>
        ReadJson(utf8, options, source, static (options, problems, root) => new JsonTrace(options, problems).ReadPrometheus(root));

    /// <summary>Reads the size of a group from what AWS answers to DescribeScalingActivities, in any order. The size changes at the StartTime of an activity. Only
    /// successful ones changed it, or those that tell no StatusCode: not what failed, was cancelled or is under way. Several groups are refused.</summary>
    /// <inheritdoc cref="ReadCsv"/>
    public static LoadTrace ReadActivities(ReadOnlyMemory<byte> utf8, TraceOptions? options = null, string source = "") =>
        ReadJson(utf8, options, source, static (options, problems, root) => new ActivityTrace(options, problems).Read(root));

    private static LoadTrace ReadJson(ReadOnlyMemory<byte> utf8, TraceOptions? given, string source, Func<TraceOptions, ProblemList, DocumentNode, List<TraceRow>> read)
    {
        ArgumentNullException.ThrowIfNull(source);
        TraceOptions options = Checked(given, source);
        ProblemList problems = new(source);
        Document document = DocumentReader.Read(utf8, Dialect.Json, ReadLimits.ExperimentDocument, source);
        foreach (Problem problem in document.Problems)
        {
            problems.Add(problem);
        }

        List<TraceRow> rows = document.Root is { } root ? read(options, problems, root) : [];
        return Finish(rows, DateTimeOffset.UnixEpoch, options, problems, source);
    }

    private static LoadTrace Finish(
        List<TraceRow> rows, DateTimeOffset? epoch, TraceOptions options, ProblemList problems, string source, string column = "")
    {
        // Without rows there is a reason already, or none to look for.
        LoadTrace trace = rows.Count == 0 && problems.HasErrors
            ? new(source, TimeSpan.FromSeconds(1), [0])
            : new TraceRows(options, problems, column).Build(NameOf(source), rows, epoch);
        return problems.HasErrors ? throw new DecisionException(SubjectOf(source), InOrder(problems)) : trace with { Repairs = InOrder(problems) };
    }

    /// <summary>By line; what counts those that are not listed stands last.</summary>
    private static ValueList<Problem> InOrder(ProblemList problems) => problems.ToCounted(ProblemCode.BadTrace)
        .OrderBy(problem => problem.Spot.Line == 0 ? int.MaxValue : problem.Spot.Line).ThenBy(problem => problem.Spot.Column).ToValueList();

    private static TraceOptions Checked(TraceOptions? options, string source)
    {
        options ??= new TraceOptions();
        ValueList<Problem> problems = options.Check();
        return problems.Count > 0 ? throw new DecisionException(SubjectOf(source), problems) : options;
    }

    private static string SubjectOf(string source) => source.Length > 0 ? source : "The trace";

    private static string NameOf(string source) => source.Length > 0 ? Path.GetFileNameWithoutExtension(source) : "trace";
}
