using Scalewright.Experiments.Histories;
using Scalewright.Experiments.Runs;

namespace Scalewright.Experiments.Reports;

/// <summary>Computes statistics over the runs of an experiment.</summary>
public static class Summary
{
    /// <summary>Returns a row for each point and parallelism, in that order, from completed runs.</summary>
    /// <param name="data">The measurements.</param>
    /// <example>
    /// Shows throughput and latency of an experiment at each number of instances:
    /// <code>
    /// ExperimentData data = ExperimentFolder.Open("experiments-data/orders-001").Read();
    /// foreach (SummaryRow row in Summary.Of(data))
    ///     Console.WriteLine($"{row.Parallelism}: {row.Throughput} records/s, {row.LatencySeconds} s");
    /// </code>
    /// </example>
    public static ValueList<SummaryRow> Of(ExperimentData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return [.. data.Points.SelectMany(point => Of(data, point))];
    }

    /// <summary>Returns the mean of each completed run of a point over its valid samples.</summary>
    /// <param name="data">The measurements.</param>
    /// <param name="point">The point.</param>
    /// <param name="value">Selects the value of a sample.</param>
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

internal static class RunRows
{
    // Scalehub does not apply a filter that leaves fewer rows than this.
    private const int RowsMin = 7;

    public static RunRow[] Of(RunHistory run, string task)
    {
        SeriesData parallelism = run.Find("parallelism");
        SeriesData throughput = run.Find(Sampler.RecordsIn, task);
        SeriesData busy = run.Find(Sampler.Busy, task);
        SeriesData held = run.Find(Sampler.Held, task);
        SeriesData latency = run.Find("latency");
        SeriesData lag = run.Find("lag");
        int count = new[] { parallelism, throughput, busy, held, latency, lag }.Min(data => data.Values.Length);
        RunRow[] rows = new RunRow[count];
        for (int index = 0; index < count; index++)
        {
            rows[index] = new RunRow(parallelism.Times[index], (int)parallelism.Values[index], throughput.Values[index], busy.Values[index], held.Values[index], latency.Values[index], lag.Values[index]);
        }

        return rows;
    }

    /// <summary>Returns the rows without warm-up and cool-down; all rows if few would be left.</summary>
    public static IEnumerable<RunRow> Trimmed(RunRow[] rows, TimeSpan warmUp, TimeSpan coolDown)
    {
        for (int first = 0; first < rows.Length;)
        {
            int end = first;
            while (end < rows.Length && rows[end].Parallelism == rows[first].Parallelism)
            {
                end++;
            }

            RunRow[] plateau = rows[first..end];
            (double from, double to) = (plateau[0].At + warmUp.TotalSeconds, plateau[^1].At - coolDown.TotalSeconds);
            RunRow[] kept = [.. plateau.Where(row => row.At >= from && row.At <= to)];
            // A sample taken while the job starts has no latency yet.
            plateau = [.. plateau.Where(row => double.IsFinite(row.LatencySeconds))];
            kept = [.. kept.Where(row => double.IsFinite(row.LatencySeconds))];
            foreach (RunRow row in plateau.Length == 0 || plateau[0].Parallelism == 0 ? [] : kept.Length >= RowsMin ? kept : plateau)
            {
                yield return row;
            }

            first = end;
        }
    }
}
