using System.Globalization;
using System.Text.RegularExpressions;
using Scalewright.Documents;

namespace Scalewright.Decisions.Backtesting;

/// <summary>Reads what Prometheus answers to a range query, and what AWS tells of the activities of a group.</summary>
internal sealed partial class JsonTrace(TraceOptions options, ProblemList problems)
{
    /// <summary>Rows of <c>{"data":{"resultType":"matrix","result":[{"metric":{},"values":[[1435781430.781,"1"]]}]}}</c>; exactly one series.</summary>
    public List<TraceRow> ReadPrometheus(DocumentNode root)
    {
        List<TraceRow> rows = [];
        if (Member(root, "status") is DocumentScalar { Text: "error" })
        {
            Refuse(root, "status", $"the query failed: {Printable.Escape((Member(root, "error") as DocumentScalar)?.Text ?? "")}", "mend the query");
            return rows;
        }

        DocumentNode? data = Member(root, "data");
        DocumentList? results = data is null ? null : Member(data, "result") as DocumentList;
        if (data is null || results is not { Count: 1 } || Member(results[0], "values") is not DocumentList values)
        {
            Refuse(root, "data.result", results is { Count: not 1 } ? $"has {results.Count} series" : "is no matrix", "use the answer to a range query of one series");
            return rows;
        }

        foreach (DocumentNode pair in values)
        {
            if (pair is DocumentList { Count: 2 } cells && cells[0] is DocumentScalar time && cells[1] is DocumentScalar value && TryNumber(time.Text, out double seconds) && double.IsFinite(seconds))
            {
                rows.Add(TryNumber(value.Text, out double load) ? new(seconds, load, pair.Spot) : new(seconds, double.NaN, pair.Spot, $"'{Printable.Escape(value.Text)}' is no number"));
            }
            else
            {
                Refuse(pair, "values", "is no pair of time and value", "use [1435781430.781, \"1\"]");
            }
        }

        return Converted(rows);
    }

    /// <summary>The size of a group over time, from <c>{"Activities":[{"StartTime":"…","Cause":"… from 1 to 2 …"}]}</c>; newest first, as AWS lists them.</summary>
    public List<TraceRow> ReadActivities(DocumentNode root)
    {
        if (Member(root, "Activities") is not DocumentList { Count: > 0 } activities)
        {
            Refuse(root, "Activities", "has no activity", "use what DescribeScalingActivities answers");
            return [];
        }

        SortedDictionary<double, (double From, double To, TextSpot Spot)> changes = [];
        foreach (DocumentNode activity in activities)
        {
            ReadActivity(activity, changes);
        }

        return Sampled(changes, activities.Spot);
    }

    private void ReadActivity(DocumentNode activity, SortedDictionary<double, (double From, double To, TextSpot Spot)> changes)
    {
        if (!TraceDate.TryRead((Member(activity, "StartTime") as DocumentScalar)?.Text, out double at))
        {
            Refuse(activity, "StartTime", "is no time", "use a date as in 2026-01-01T00:00:00Z");
            return;
        }

        // Failed ones, and replacements, change no size.
        Match change = Change().Match((Member(activity, "Cause") as DocumentScalar)?.Text ?? "");
        if (change.Success && TryNumber(change.Groups["from"].Value, out double from) && TryNumber(change.Groups["to"].Value, out double to))
        {
            changes[at] = (from, to, activity.Spot);
        }
    }

    private List<TraceRow> Sampled(SortedDictionary<double, (double From, double To, TextSpot Spot)> changes, TextSpot spot)
    {
        if (changes.Count == 0)
        {
            problems.AddError(ProblemCode.BadTrace, spot, "Activities", "none changes the size", "use activities whose Cause says 'from 1 to 2'");
            return [];
        }

        double step = (options.Step ?? TimeSpan.FromMinutes(1)).TotalSeconds;
        double start = Math.Floor(changes.First().Key / step) * step;
        double length = ((changes.Last().Key - start) / step) + 2;
        if (length > options.StepsMax)
        {
            problems.AddError(ProblemCode.SizeLimit, spot, "Activities", $"last for {length:0} steps", $"use at most {options.StepsMax} steps, or a longer one");
            return [];
        }

        List<TraceRow> rows = new((int)length);
        double size = changes.First().Value.From;
        using SortedDictionary<double, (double From, double To, TextSpot Spot)>.Enumerator next = changes.GetEnumerator();
        bool hasNext = next.MoveNext();
        for (int index = 0; index < (int)length; index++)
        {
            double at = start + (index * step);
            for (; hasNext && next.Current.Key <= at; hasNext = next.MoveNext())
            {
                (_, size, spot) = next.Current.Value;
            }

            rows.Add(new TraceRow(at, size, spot));
        }

        return rows;
    }

    private List<TraceRow> Converted(List<TraceRow> rows)
    {
        TimeUnit unit = rows.Count > 0 ? TimeUnit.OfTime(rows[0].Seconds) : TimeUnit.Second;
        unit.Note(options, rows.Count > 0 ? rows[0].Spot : default, problems);
        return [.. rows.Select(row => row with { Seconds = row.Seconds * unit.Seconds })];
    }

    private void Refuse(DocumentNode node, string field, string found, string advice) => problems.AddError(ProblemCode.BadTrace, node.Spot, field, found, advice);

    private static DocumentNode? Member(DocumentNode node, string key) => node is DocumentMap map && map.TryGet(key, out DocumentEntry entry) ? entry.Value : null;

    private static bool TryNumber(string text, out double number) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);

    [GeneratedRegex(@"\bfrom (?<from>[0-9]{1,9}) to (?<to>[0-9]{1,9})\b", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Change();
}
