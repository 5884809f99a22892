using Scalewright.Experiments.Runs;

namespace Scalewright.Experiments.Reports;

/// <summary>Determines the states of the samples of a run.</summary>
internal static class SampleStates
{
    private const double MsPerSecond = 1000;

    // Of the whole load and of that of each sample.
    private const double MaxLoadChange = 0.01;
    private const double MaxSampleChange = 0.05;

    // Random arrivals of another seed differ by more in one of 16,000 samples.
    private const double MaxDeviations = 4;

    // Times are rounded when they are recorded.
    private const double Tolerance = 1e-6;

    /// <summary>Returns the samples after the warm-up and before the cool-down.</summary>
    public static ValueList<StatedSample> Get(ExperimentData data, PointData point, RunHistory run)
    {
        ExperimentData periods = data.For(point);
        StatedSample[] all = GetAll(data, run);
        double end = all.Length > 0 ? all[^1].At - periods.CoolDownPeriod.TotalSeconds : 0;
        double start = periods.WarmUpPeriod.TotalSeconds;
        return [.. all.Where(sample => sample.At - sample.Seconds >= start - Tolerance && sample.At <= end + Tolerance)];
    }

    /// <summary>Returns whether all points had the same load in the runs of the same number.</summary>
    /// <param name="points">Samples of each completed run, by point.</param>
    public static bool HaveSameLoad(ValueList<ValueList<ValueList<StatedSample>>> points)
    {
        ValueList<StatedSample>[][] filled = [.. points.Where(runs => runs.Count > 0).Select(runs => runs.ToArray())];
        return filled.All(runs => runs.Zip(filled[0]).All(pair => IsSame(pair.First, pair.Second)));

        static bool IsSame(ValueList<StatedSample> one, ValueList<StatedSample> other) =>
            IsWithin(one.Sum(sample => sample.Load), other.Sum(sample => sample.Load), MaxLoadChange)
            && one.Zip(other)
                .All(pair =>
                    IsWithin(
                        pair.First.Load,
                        pair.Second.Load,
                        MaxSampleChange,
                        MaxDeviations * Math.Sqrt((pair.First.Load + pair.Second.Load) / pair.First.Seconds)
                    )
                );

        static bool IsWithin(double one, double other, double ratio, double noise = 0) =>
            Math.Abs(one - other) <= (ratio * Math.Max(one, other)) + noise;
    }

    private static StatedSample[] GetAll(ExperimentData data, RunHistory run)
    {
        SeriesData parallelism = run.Find("parallelism");
        SeriesData load = run.Find("arrivals");
        SeriesData throughput = run.Find("throughput");
        SeriesData lag = run.Find(MetricSampler.Lag);
        SeriesData restarts = run.Find("restarts");
        SeriesData latency = run.Find(MetricSampler.Latency);
        Dictionary<string, Dictionary<double, double>> busy = FindBusiest(run);
        Dictionary<double, double> own = busy.GetValueOrDefault(data.Task) ?? [];
        double[] changes = [.. run.Events.Where(item => item.Kind is "scale" or "fault" or "node").Select(item => item.At.TotalSeconds)];
        StatedSample[] samples = new StatedSample[new[] { parallelism, load, throughput, lag }.Min(series => series.Values.Length)];
        for (int index = 0; index < samples.Length; index++)
        {
            double at = parallelism.Times[index];
            (string other, double otherBusy) = busy.Where(entry => entry.Key != data.Task)
                .Select(entry => (entry.Key, entry.Value.GetValueOrDefault(at)))
                .OrderByDescending(entry => entry.Item2)
                .FirstOrDefault(("", 0));
            SampleState state = GetState(index);
            bool isSettled = state switch
            {
                SampleState.Down => false,
                SampleState.KeepingUp => IsSettled(index) && GetState(index - 1) == SampleState.KeepingUp,
                _ => IsSettled(index),
            };
            samples[index] = new StatedSample(
                at,
                at - GetStart(index),
                (int)parallelism.Values[index],
                load.Values[index],
                throughput.Values[index],
                lag.Values[index],
                own.GetValueOrDefault(at, double.NaN),
                state,
                isSettled
            )
            {
                Other = other,
                OtherBusy = otherBusy,
                Latency = run.Latencies.GetValueOrDefault(at),
                MeanLatency = index < latency.Values.Length ? latency.Values[index] : double.NaN,
            };
        }

        return samples;

        double GetStart(int index) => index > 0 ? parallelism.Times[index - 1] : 0;

        SampleState GetState(int index)
        {
            double before = index > 0 ? lag.Values[index - 1] : 0;
            (double low, double high) = (Math.Min(before, lag.Values[index]), Math.Max(before, lag.Values[index]));
            if (parallelism.Values[index] < 1)
            {
                return SampleState.Down;
            }

            if (high <= data.Limits.Backlog.KeepingUp.TotalSeconds * load.Values[index])
            {
                return SampleState.KeepingUp;
            }

            return low >= data.Limits.Backlog.Behind.TotalSeconds * load.Values[index] ? SampleState.Behind : SampleState.InBetween;
        }

        // Nothing changed in this interval and the one before it.
        bool IsSettled(int index) =>
            index >= 2
            && IsEqual(parallelism, index)
            && IsEqual(parallelism, index - 1)
            && IsEqual(restarts, index)
            && IsEqual(restarts, index - 1)
            && !Array.Exists(changes, at => at >= GetStart(index - 1) && at < parallelism.Times[index]);

        static bool IsEqual(SeriesData series, int index) =>
            index >= series.Values.Length || series.Values[index] == series.Values[index - 1];
    }

    /// <summary>Returns the busy ratio of the busiest instance of each operator, by time.</summary>
    private static Dictionary<string, Dictionary<double, double>> FindBusiest(RunHistory run)
    {
        Dictionary<string, Dictionary<double, double>> operators = new(StringComparer.Ordinal);
        foreach ((SeriesKey key, SeriesData series) in run.Series)
        {
            if (key is not { Metric: MetricSampler.Busy, Instance: >= 0 })
            {
                continue;
            }

            if (!operators.TryGetValue(key.Task, out Dictionary<double, double>? most))
            {
                operators.Add(key.Task, most = []);
            }

            for (int index = 0; index < series.Values.Length; index++)
            {
                double ratio = series.Values[index] / MsPerSecond;
                if (double.IsFinite(ratio))
                {
                    double at = series.Times[index];
                    most[at] = Math.Max(most.GetValueOrDefault(at), ratio);
                }
            }
        }

        return operators;
    }
}

/// <summary>State of the scaled operator in a sample interval.</summary>
internal enum SampleState
{
    /// <summary>Neither keeping up nor behind.</summary>
    InBetween,

    /// <summary>No instance is running.</summary>
    Down,

    /// <summary>Hardly any records wait, at the start and at the end of the interval.</summary>
    KeepingUp,

    /// <summary>Many records wait, at the start and at the end of the interval.</summary>
    Behind,
}

/// <summary>A sample interval after the warm-up, with its state.</summary>
/// <param name="At">End of the interval in seconds since the start of the load.</param>
/// <param name="Seconds">Length of the interval in seconds.</param>
/// <param name="Parallelism">Number of instances; 0 while the operator is not running.</param>
/// <param name="Load">Records per second that arrive.</param>
/// <param name="Throughput">Records per second that the job reads.</param>
/// <param name="Lag">Number of records that wait at the end.</param>
/// <param name="Busy">Busy ratio of the busiest instance; NaN if unknown.</param>
/// <param name="State">State of the operator.</param>
/// <param name="IsSettled">False in the transient of a change, a restart or a fault.</param>
internal sealed record StatedSample(
    double At,
    double Seconds,
    int Parallelism,
    double Load,
    double Throughput,
    double Lag,
    double Busy,
    SampleState State,
    bool IsSettled
)
{
    /// <summary>Busiest other operator; empty without another operator.</summary>
    public string Other { get; init; } = "";

    /// <summary>Busy ratio of the busiest instance of <see cref="Other"/>.</summary>
    public double OtherBusy { get; init; }

    /// <summary>Latencies of all records of the interval; null if they were not recorded.</summary>
    public LatencyDistribution? Latency { get; init; }

    /// <summary>Mean latency in seconds; NaN if unknown.</summary>
    public double MeanLatency { get; init; } = double.NaN;

    /// <summary>Returns true if a settled sample keeps up.</summary>
    public bool IsUsedForLatency => IsSettled && State == SampleState.KeepingUp;
}
