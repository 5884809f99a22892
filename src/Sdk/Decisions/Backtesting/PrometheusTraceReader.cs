using Scalewright.Documents;

namespace Scalewright.Decisions.Backtesting;

internal sealed class PrometheusTraceReader(TraceOptions options, ProblemList problems)
{
    /// <summary>
    /// Reads rows of <c>{"data":{"resultType":"matrix","result":[{"metric":{},"values":[[1435781430.781,"1"]]}]}}</c>
    /// with exactly one series.
    /// </summary>
    public List<TraceRow> ReadPrometheus(DocumentNode root)
    {
        List<TraceRow> rows = [];
        if (Member(root, "status") is DocumentScalar { Text: "error" })
        {
            AddError(
                root,
                "status",
                $"the query failed: {TextEscaping.Escape((Member(root, "error") as DocumentScalar)?.Text ?? "")}",
                "fix the query"
            );
            return rows;
        }

        DocumentNode? data = Member(root, "data");
        DocumentList? results = data is null ? null : Member(data, "result") as DocumentList;
        if (data is null || results is not { Count: 1 } || Member(results[0], "values") is not DocumentList values)
        {
            AddError(
                root,
                "data.result",
                results is { Count: not 1 } ? $"has {results.Count} series" : "is not a matrix",
                "use the answer to a range query of one series"
            );
            return rows;
        }

        bool followsUnread = false;
        foreach (DocumentNode pair in values)
        {
            if (
                pair is DocumentList { Count: 2 } cells
                && cells[0] is DocumentScalar time
                && cells[1] is DocumentScalar value
                && TryNumber(time.Text, out double seconds)
                && double.IsFinite(seconds)
            )
            {
                rows.Add(
                    TryNumber(value.Text, out double load)
                        ? new(seconds, load, pair.Position, TraceRow.TooLarge(value.Text, load), followsUnread)
                        : new(seconds, double.NaN, pair.Position, $"'{TextEscaping.Escape(value.Text)}' is not a number", followsUnread)
                );
                followsUnread = false;
            }
            else
            {
                followsUnread = true;
                AddError(pair, "values", "is not a pair of time and value", "use [1435781430.781, \"1\"]");
            }
        }

        return Converted(rows);
    }

    private List<TraceRow> Converted(List<TraceRow> rows)
    {
        if (rows.Count == 0)
        {
            return rows;
        }

        TimeUnit unit = options.TimeUnit is { } named ? TimeUnit.From(named) : TimeUnit.FromTime(rows[0].Seconds);
        unit.Report(options.TimeUnit is null ? null : unit, options, rows[0].Position, problems);
        return [.. rows.Select(row => row with { Seconds = row.Seconds * unit.Seconds })];
    }

    private void AddError(DocumentNode node, string field, string found, string advice) =>
        problems.AddError(ProblemCode.InvalidTrace, node.Position, field, found, advice);

    internal static DocumentNode? Member(DocumentNode node, string key) =>
        node is DocumentMap map && map.TryGetEntry(key, out DocumentEntry entry) ? entry.Value : null;

    internal static bool TryNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
}

/// <summary>Value of a recorded load.</summary>
/// <param name="Seconds">Time, in seconds from any fixed origin.</param>
/// <param name="Found">Description of an invalid value, as a clause; null for a valid one.</param>
/// <param name="FollowsUnread">True if rows directly before this one could not be read, so that the distance to the
/// previous row is meaningless.</param>
internal readonly record struct TraceRow(
    double Seconds,
    double Value,
    TextPosition Position,
    string? Found = null,
    bool FollowsUnread = false
)
{
    /// <summary>Location of the time. Default: that of the value.</summary>
    public TextPosition TimePosition { get; init; } = Position;

    /// <summary>Describes a number that is too large; null for others.</summary>
    public static string? TooLarge(string text, double number) =>
        double.IsInfinity(number) ? $"'{TextEscaping.Escape(text)}' is too large a number" : null;
}
