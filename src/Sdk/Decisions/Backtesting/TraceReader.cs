using Scalewright.Documents;

namespace Scalewright.Decisions.Backtesting;

/// <summary>Reads recorded loads. Reports all problems with their lines, or repairs them if allowed.</summary>
public static class TraceReader
{
    /// <summary>
    /// Reads CSV with a header: the time, in seconds or as dates, then the load. If the first time is 100,000,000 s or
    /// more, the times count from 1970 and give the load its start; smaller times are offsets. Times in another unit
    /// are an error unless <see cref="TraceRepair.Units"/> is set, which converts them, or
    /// <see cref="TraceOptions.TimeUnit"/> names the unit.
    /// </summary>
    /// <param name="utf8">UTF-8 bytes.</param>
    /// <param name="options">Options; null for the defaults, without repairs.</param>
    /// <param name="source">Name of the file for messages.</param>
    /// <exception cref="DecisionException">The data or the options are invalid; reports all problems.</exception>
    public static LoadTrace ParseCsv(ReadOnlySpan<byte> utf8, TraceOptions? options = null, string source = "")
    {
        ArgumentNullException.ThrowIfNull(source);
        options = Checked(options, source);
        ProblemList problems = new(source);
        CsvTraceReader reader = new(options, problems);
        (List<TraceRow> rows, DateTimeOffset? epoch) = reader.Read(utf8);
        LoadTrace trace = Finish(rows, epoch, reader.IsDated, options, problems, source, reader.Heading);
        return trace with { Heading = reader.Heading };
    }

    /// <summary>
    /// Reads the response of Prometheus to a range query of one series. Values are used unchanged; for a counter, query
    /// its rate.
    /// </summary>
    /// <inheritdoc cref="ParseCsv"/>
    public static LoadTrace ParsePrometheus(ReadOnlyMemory<byte> utf8, TraceOptions? options = null, string source = "") =>
        ReadJson(utf8, options, source, isDated: false, static (options, problems, root) =>
            new PrometheusTraceReader(options, problems).ReadPrometheus(root)
        );

    /// <summary>
    /// Reads the size of a group from the response of AWS to DescribeScalingActivities, in any order. The size changes
    /// at the StartTime of an activity. Only activities that are successful or have no StatusCode are used; failed,
    /// canceled and running ones are ignored. Activities of several groups are rejected.
    /// </summary>
    /// <inheritdoc cref="ParseCsv"/>
    public static LoadTrace ParseActivities(ReadOnlyMemory<byte> utf8, TraceOptions? options = null, string source = "") =>
        ReadJson(utf8, options, source, isDated: true, static (options, problems, root) =>
            new ScalingActivityTraceReader(options, problems).Read(root)
        );

    private static LoadTrace ReadJson(
        ReadOnlyMemory<byte> utf8,
        TraceOptions? requested,
        string source,
        bool isDated,
        Func<TraceOptions, ProblemList, DocumentNode, List<TraceRow>> read
    )
    {
        ArgumentNullException.ThrowIfNull(source);
        TraceOptions options = Checked(requested, source);
        ProblemList problems = new(source);
        Document document = DocumentReader.Read(utf8, Dialect.Json, ReadLimits.ExperimentDocument, source);
        foreach (Problem problem in document.Problems)
        {
            problems.Add(problem);
        }

        List<TraceRow> rows = document.Root is { } root ? read(options, problems, root) : [];
        return Finish(rows, DateTimeOffset.UnixEpoch, isDated, options, problems, source);
    }

    private static LoadTrace Finish(
        List<TraceRow> rows,
        DateTimeOffset? epoch,
        bool isDated,
        TraceOptions options,
        ProblemList problems,
        string source,
        string column = ""
    )
    {
        // If there are no rows, the reason has already been reported.
        LoadTrace trace =
            rows.Count == 0 && problems.HasErrors
                ? new(source, TimeSpan.FromSeconds(1), [0])
                : new TraceBuilder(options, problems, column, isDated).Build(GetName(source), rows, epoch);
        return problems.HasErrors
            ? throw new DecisionException(GetSubject(source), InOrder(problems))
            : trace with
            {
                Repairs = InOrder(problems),
            };
    }

    /// <summary>Sorts problems by line. The count of unlisted problems is last.</summary>
    private static ValueList<Problem> InOrder(ProblemList problems) =>
        problems
            .ToCounted(ProblemCode.InvalidTrace)
            .OrderBy(problem => problem.Position.Line == 0 ? int.MaxValue : problem.Position.Line)
            .ThenBy(problem => problem.Position.Column)
            .ToValueList();

    private static TraceOptions Checked(TraceOptions? options, string source)
    {
        options ??= new TraceOptions();
        ValueList<Problem> problems = options.Check();
        return problems.Count > 0 ? throw new DecisionException(GetSubject(source), problems) : options;
    }

    private static string GetSubject(string source) => source.Length > 0 ? source : "The trace";

    private static string GetName(string source) => source.Length > 0 ? Path.GetFileNameWithoutExtension(source) : "trace";
}
