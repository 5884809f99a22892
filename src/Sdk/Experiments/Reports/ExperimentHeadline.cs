namespace Scalewright.Experiments.Reports;

/// <summary>
/// Summarizes the result of an experiment in a few sentences with confidence intervals. Names a warm-up that is too
/// short.
/// </summary>
public static class ExperimentHeadline
{
    /// <summary>Describes the highest throughput, the lowest one for comparison, and the intervals.</summary>
    /// <param name="data">The measurements.</param>
    /// <returns>The sentences; a statement that there is no result if no run completed.</returns>
    public static string Create(ExperimentData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Create(data, ExperimentSummary.Create(data));
    }

    internal static string Create(ExperimentData data, ValueList<SummaryRow> summary)
    {
        SummaryRow[] rows = [.. summary.Where(row => double.IsFinite(row.Throughput.Mean))
            .OrderBy(row => row.Throughput.Mean)];
        return rows.Length == 0
            ? "No run completed, so there is no result."
            : $"{FormatResult(data, rows)} {FormatInterval(rows)}{FormatWarmUp(data)}";
    }

    private static string FormatResult(ExperimentData data, SummaryRow[] rows)
    {
        (SummaryRow lowest, SummaryRow highest) = (rows[0], rows[^1]);
        string task = data.Task.Length > 0 ? $" of {data.Task}" : "";
        if (rows.Length == 1)
        {
            return $"Throughput{task}: {highest.Throughput} records/s {Where(data, highest)}, "
                + $"latency {highest.LatencySeconds} s.";
        }

        MeasureDifference difference = new("throughput", lowest.Throughput, highest.Throughput);
        return $"Highest throughput{task}: {highest.Throughput} records/s {Where(data, highest)}. Lowest: "
            + $"{lowest.Throughput} records/s {Where(data, lowest)}. "
            + $"Difference: {difference.ChangeText} records/s, {difference.Verdict}.";
    }

    private static string FormatInterval(SummaryRow[] rows)
    {
        int[] counts = [.. rows.Select(row => row.Throughput.Count).Distinct().Order()];
        string runs = counts.Length == 1
            ? Pluralizer.Format(counts[0], "run")
            : string.Create(CultureInfo.InvariantCulture, $"{counts[0]} to {counts[^1]} runs");
        if (counts[^1] > 1)
        {
            return $"± is half the width of the 95 % confidence interval over the means of {runs} (Student's t).";
        }

        return rows.Any(row => double.IsFinite(row.Throughput.BatchMargin))
            ? $"± is half the width of the 95 % confidence interval over {SampleInference.Batches} batch means of the "
                + "run (Student's t)."
            : "There are no intervals: they need two runs, or more samples.";
    }

    /// <summary>Names the point with the longest transient of those whose warm-up is too short; empty if there are
    /// none.</summary>
    private static string FormatWarmUp(ExperimentData data)
    {
        (PointData Point, TimeSpan Transient)[] found = [.. data.Points
            .Select(point => (Point: point, Transient: RunRows.FindWarmUp(point, data.Task)))
            .Where(item => ExperimentSummary.IsWarmUpTooShort(data, item.Point, item.Transient))
            .OrderByDescending(item => item.Transient)];
        return found.Length == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" The warm-up is too short at "
            + $"{Pluralizer.Format(found.Length, "point")}: at {TextEscaping.Escape(found[0].Point.Name)}, the "
            + $"transient at the start lasts {found[0].Transient.TotalSeconds:0} s (MSER-5), the warm-up "
            + $"{data.For(found[0].Point).WarmUpPeriod.TotalSeconds:0} s.");
    }

    private static string Where(ExperimentData data, SummaryRow row) =>
        $"with {Pluralizer.Format(row.Parallelism, "instance")}"
        + $"{(data.Points.Count > 1 ? $" at {TextEscaping.Escape(row.Point)}" : "")}";
}
