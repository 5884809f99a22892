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
            RunRow[] rows = [.. group];
            double[] means = [.. runs.Select(run => run.Where(row => row.Parallelism == group.Key).ToArray()).Where(run => run.Length > 0).Select(run => run.Average(row => row.Throughput))];
            yield return new SummaryRow(
                point.Name,
                group.Key,
                rows.Length,
                Of(rows, row => row.Throughput),
                Of(rows, row => row.BusyMs),
                Of(rows, row => row.BackpressuredMs),
                Of(rows, row => row.LatencySeconds),
                Figures.Of(means));
        }
    }

    private static Figures Of(RunRow[] rows, Func<RunRow, double> value) => Figures.Of([.. rows.Select(value)]);
}
