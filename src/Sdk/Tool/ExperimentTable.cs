using Scalewright.Experiments.Histories;
using Scalewright.Experiments.Reports;
using Scalewright.Tool.Output;

namespace Scalewright.Tool;

/// <summary>Results of an experiment as text.</summary>
/// <remarks>One line per number of instances, or per point of a sweep, then the verdict of the report page and its
/// basis.</remarks>
internal static class ExperimentTable
{
    // Further columns do not fit on a line.
    private const int MaxCapacities = 5;

    public static string Write(ExperimentVerdict verdict)
    {
        bool hasQuantiles = verdict.Points.Any(point => point.Latency.HasQuantiles);
        string[][] rows = [.. verdict.Points is [var only]
            ? GetRows(only, hasQuantiles)
            : GetRows(verdict, hasQuantiles)];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        string table = string.Concat(rows.Select(
            row => string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd() + "\n"));
        string thresholds = string.Concat(verdict.Thresholds.Select(
            result => $"{GetMark(result.Outcome)} {(verdict.Points.Count > 1 ? $"{result.Point}: " : "")}"
                + $"{result.Name} {result.Limit}  {result.Measured}  {result.Verdict}\n"));
        return table + thresholds + string.Concat(((string[])[verdict.Sentence, .. verdict.Findings, verdict.Note])
            .Where(text => text.Length > 0)
            .Select(text => text + "\n"));
    }

    private static string GetMark(ThresholdOutcome outcome) => outcome switch
    {
        ThresholdOutcome.Pass => "✓",
        ThresholdOutcome.Fail => "✗",
        _ => "?",
    };

    private static IEnumerable<string[]> GetRows(PointResult point, bool hasQuantiles) =>
    [
        (string[])["instances", "capacity, records/s", "from", "enough for the peak",
            .. LatencySummary.GetColumns(hasQuantiles)],
        .. point.Capacities.Zip(point.LatencyByInstances, (item, latency) => (string[])
        [
            item.Parallelism.ToString(CultureInfo.InvariantCulture),
            item.ToString(),
            PointOutput.GetName(item.Kind).Replace('_', ' '),
            item.IsEnoughFor(point.PeakLoad) switch
            {
                true => "yes",
                false => "no",
                null => "not decided",
            },
            .. latency.GetCells(hasQuantiles),
        ]),
    ];

    private static IEnumerable<string[]> GetRows(ExperimentVerdict verdict, bool hasQuantiles)
    {
        int[] counts = [.. verdict.Points.SelectMany(point => point.Capacities).Select(item => item.Parallelism)
            .Distinct().Order().Take(MaxCapacities)];
        ValueList<string> names = verdict.Parameters.Count > 0 ? verdict.Parameters : ["point"];
        return
        [
            [
                .. names, "needs",
                .. counts.Select(count => string.Create(CultureInfo.InvariantCulture, $"capacity {count}")),
                .. LatencySummary.GetColumns(hasQuantiles), "behind",
            ],
            .. verdict.Points.Select(point => (string[])
            [
                .. GetNames(verdict, point), point.InstancesNeeded,
                .. counts.Select(count => point.Capacities.FirstOrDefault(item => item.Parallelism == count)?.ToString()
                    ?? ""),
                .. point.Latency.GetCells(hasQuantiles),
                MeasurementFormatter.Duration(point.Runs > 0 ? point.TimeBehind.TotalSeconds : double.NaN),
            ]),
        ];
    }

    private static ValueList<string> GetNames(ExperimentVerdict verdict, PointResult point) =>
        verdict.Parameters.Count > 0 ? point.Parameters : [point.Point];

    /// <summary>Returns a problem if there are no metrics; else null.</summary>
    public static Problem? IsEmpty(ExperimentData data)
    {
        RunHistory[] runs = [.. data.Points.SelectMany(point => point.Runs)];
        long expected = (long)data.Runs * data.Points.Count;
        int failed = runs.Count(run => run.Outcome == RunOutcome.Failed);
        int completed = runs.Count(run => run.Outcome == RunOutcome.Completed);
        string unused = completed > 0 ? ", and no sample of them counts" : "";
        return ExperimentSummary.Create(data).Count > 0 ? null : new Problem(
            ProblemCode.UnreadableFile,
            $"there is no result in it: of {Pluralizer.Format(expected, "run")} {completed} completed, "
            + $"{failed} failed, "
            + $"{expected - completed - failed} did not end"
                + unused,
            "let its runs end, or run the definition again");
    }
}
