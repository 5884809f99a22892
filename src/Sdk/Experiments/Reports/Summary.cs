using Scalewright.Experiments.Histories;

namespace Scalewright.Experiments.Reports;

/// <summary>Statistics over the runs of an experiment.</summary>
public static class Summary
{
    /// <summary>A row for each point and number of instances, in that order; only what completed counts.</summary>
    /// <param name="data">What was measured.</param>
    public static ValueList<SummaryRow> Of(ExperimentData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return [.. data.Points.SelectMany(point => Of(data, point))];
    }

    /// <summary>The mean of each completed run of a point, over all samples that count.</summary>
    /// <param name="data">What was measured.</param>
    /// <param name="point">The point.</param>
    /// <param name="value">What of a sample.</param>
    public static ValueList<double> RunMeans(ExperimentData data, PointData point, Func<RunRow, double> value)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(point);
        return [.. point.Completed.Select(run => RowsOf(data.For(point), run)).Where(rows => rows.Length > 0).Select(rows => rows.Average(value))];
    }

    internal static RunRow[] RowsOf(ExperimentData data, RunHistory run) => [.. RunRows.Trimmed(RunRows.Of(run, data.Task), data.WarmUp, data.CoolDown)];

    private static IEnumerable<SummaryRow> Of(ExperimentData data, PointData point)
    {
        RunRow[][] runs = [.. point.Completed.Select(run => RowsOf(data.For(point), run))];
        foreach (IGrouping<int, RunRow> group in runs.SelectMany(rows => rows).GroupBy(row => row.Parallelism).OrderBy(group => group.Key))
        {
            RunRow[][] means = [.. runs.Select(run => run.Where(row => row.Parallelism == group.Key).ToArray()).Where(run => run.Length > 0)];
            yield return new SummaryRow(
                point.Name,
                group.Key,
                means.Sum(run => run.Length),
                Of(means, row => row.Throughput),
                Of(means, row => row.BusyMs),
                Of(means, row => row.BackpressuredMs),
                Of(means, row => row.LatencySeconds));
        }
    }

    private static Figures Of(RunRow[][] runs, Func<RunRow, double> value) => Figures.Of([.. runs.Select(run => run.Average(value))]);
}
