using Scalewright.Experiments.Runs;

namespace Scalewright.Experiments.Reports;

/// <summary>Computes statistics over the runs of an experiment.</summary>
public static class ExperimentSummary
{
    /// <summary>Returns a row for each point and parallelism, in that order, from completed runs.</summary>
    /// <param name="data">The measurements.</param>
    /// <example>
    /// Shows throughput and latency of an experiment at each number of instances:
    /// <code>
    /// ExperimentData data = ExperimentFolder.Open("experiments-data/orders-001").ReadData();
    /// foreach (SummaryRow row in ExperimentSummary.Create(data))
    ///     Console.WriteLine($"{row.Parallelism}: {row.Throughput} records/s, {row.LatencySeconds} s");
    /// </code>
    /// </example>
    public static ValueList<SummaryRow> Create(ExperimentData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return [.. data.Points.SelectMany(point => Create(data, point))];
    }

    /// <summary>Returns the mean of each completed run of a point over its valid samples.</summary>
    /// <param name="data">The measurements.</param>
    /// <param name="point">The point.</param>
    /// <param name="value">Selects the value of a sample.</param>
    /// <param name="weight">Selects the weight of a sample; null for equal weights. A mean over records needs their
    /// number, for which <see cref="RunSample.Throughput"/> stands.</param>
    internal static ValueList<double> GetRunMeans(
        ExperimentData data,
        PointData point,
        Func<RunSample, double> value,
        Func<RunSample, double>? weight = null
    )
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(point);
        return
        [
            .. point
                .Completed.Select(run => GetRows(data.For(point), run))
                .Where(rows => rows.Length > 0)
                .Select(rows => GetMean(rows, value, weight)),
        ];
    }

    /// <summary>Returns whether leaving out the transient at the start moves throughput or latency of the first
    /// parallelism by more than their margins.</summary>
    internal static bool IsWarmUpTooShort(ExperimentData data, PointData point, TimeSpan transient)
    {
        if (transient <= data.For(point).WarmUpPeriod)
        {
            return false;
        }

        int first = point.Completed.SelectMany(run => RunRows.Get(run, data.Task)).First(row => row.Parallelism > 0).Parallelism;
        PointData longer = point with { WarmUpPeriod = transient };
        return Create(data, point)
            .Zip(Create(data, longer))
            .Any(rows =>
                rows.First.Parallelism == first
                && (
                    IsMoved(rows.First.Throughput, rows.Second.Throughput) || IsMoved(rows.First.LatencySeconds, rows.Second.LatencySeconds)
                )
            );

        static bool IsMoved(SampleStatistics with, SampleStatistics without) => Math.Abs(with.Mean - without.Mean) > without.ReportedMargin;
    }

    internal static RunSample[] GetRows(ExperimentData data, RunHistory run) =>
        [.. RunRows.Trimmed(RunRows.Get(run, data.Task), data.WarmUpPeriod, data.CoolDownPeriod)];

    private static IEnumerable<SummaryRow> Create(ExperimentData data, PointData point)
    {
        RunSample[][] runs = [.. point.Completed.Select(run => GetRows(data.For(point), run))];
        foreach (
            IGrouping<int, RunSample> group in runs.SelectMany(rows => rows).GroupBy(row => row.Parallelism).OrderBy(group => group.Key)
        )
        {
            RunSample[][] means =
            [
                .. runs.Select(run => run.Where(row => row.Parallelism == group.Key).ToArray()).Where(run => run.Length > 0),
            ];
            yield return new SummaryRow(
                point.Name,
                group.Key,
                means.Sum(run => run.Length),
                Create(means, row => row.Throughput),
                Create(means, row => row.BusyMs),
                Create(means, row => row.BackpressuredMs),
                Create(means, row => row.LatencySeconds, row => row.Throughput)
            );
        }
    }

    private static SampleStatistics Create(RunSample[][] runs, Func<RunSample, double> value, Func<RunSample, double>? weight = null) =>
        SampleStatistics.FromValues([.. runs.Select(run => GetMean(run, value, weight))]) with
        {
            BatchMargin = SampleInference.GetBatchMargin(runs[0], batch => GetMean(batch, value, weight)),
        };

    private static double GetMean(RunSample[] rows, Func<RunSample, double> value, Func<RunSample, double>? weight)
    {
        double sum = weight is null ? 0 : rows.Sum(weight);
        return sum > 0 ? rows.Sum(row => value(row) * weight!(row)) / sum : rows.Average(value);
    }
}

internal static class RunRows
{
    // Scalehub does not apply a filter that leaves fewer rows than this.
    private const int MinRows = 7;

    public static RunSample[] Get(RunHistory run, string task)
    {
        SeriesData parallelism = run.Find("parallelism");
        SeriesData throughput = run.Find(MetricSampler.RecordsIn, task);
        SeriesData busy = run.Find(MetricSampler.Busy, task);
        SeriesData held = run.Find(MetricSampler.Backpressured, task);
        SeriesData latency = run.Find("latency");
        SeriesData lag = run.Find("lag");
        int count = new[] { parallelism, throughput, busy, held, latency, lag }.Min(data => data.Values.Length);
        RunSample[] rows = new RunSample[count];
        for (int index = 0; index < count; index++)
        {
            rows[index] = new RunSample(
                parallelism.Times[index],
                (int)parallelism.Values[index],
                Throughput: throughput.Values[index],
                BusyMs: busy.Values[index],
                BackpressuredMs: held.Values[index],
                LatencySeconds: latency.Values[index],
                Lag: lag.Values[index]
            );
        }

        return rows;
    }

    /// <summary>Returns the duration of the transient of the first parallelism, in the mean course of all completed
    /// runs.</summary>
    public static TimeSpan FindWarmUp(PointData point, string task)
    {
        RunSample[][] plateaus =
        [
            .. point
                .Completed.Select(run => Get(run, task).SkipWhile(row => row.Parallelism == 0).ToArray())
                .Select(rows => rows.TakeWhile(row => row.Parallelism == rows[0].Parallelism).ToArray()),
        ];
        int count = plateaus.Select(rows => rows.Length).DefaultIfEmpty().Min();
        int cut = Math.Max(Cut(row => row.Throughput), Cut(row => row.LatencySeconds));
        return count == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(plateaus[0][cut].At - plateaus[0][0].At);

        int Cut(Func<RunSample, double> value)
        {
            double[] course = [.. Enumerable.Range(0, count).Select(index => plateaus.Average(rows => value(rows[index])))];
            int firstFinite = Math.Max(0, Array.FindIndex(course, double.IsFinite));
            return firstFinite + SampleInference.FindTransient(course.AsSpan(firstFinite));
        }
    }

    /// <summary>Returns the rows without warm-up and cool-down; all rows if few would be left.</summary>
    public static IEnumerable<RunSample> Trimmed(RunSample[] rows, TimeSpan warmUp, TimeSpan coolDown)
    {
        bool isKnown = Array.Exists(rows, row => double.IsFinite(row.LatencySeconds));
        for (int first = 0; first < rows.Length; )
        {
            int end = first;
            while (end < rows.Length && rows[end].Parallelism == rows[first].Parallelism)
            {
                end++;
            }

            RunSample[] plateau = rows[first..end];
            (double from, double to) = (plateau[0].At + warmUp.TotalSeconds, plateau[^1].At - coolDown.TotalSeconds);
            // A sample taken while the job starts has no latency yet.
            plateau = [.. plateau.Where(row => double.IsFinite(row.LatencySeconds) || !isKnown)];
            RunSample[] kept = [.. plateau.Where(row => row.At >= from && row.At <= to)];
            RunSample[] used = kept.Length >= MinRows ? kept : plateau;
            foreach (RunSample row in plateau.Length == 0 || plateau[0].Parallelism == 0 ? [] : used)
            {
                yield return row;
            }

            first = end;
        }
    }
}
