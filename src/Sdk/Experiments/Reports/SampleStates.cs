namespace Scalewright.Experiments.Reports;

/// <summary>Determines the states of the samples of a run.</summary>
internal static class SampleStates
{
    // Maximum relative difference of the mean loads of two runs.
    private const double MaxLoadChange = 0.01;

    // Maximum relative difference of the loads of two samples, in addition to that of random arrivals.
    private const double MaxSampleChange = 0.05;

    // Random arrivals of another seed differ by more in one of 16,000 samples.
    private const double MaxDeviations = 4;

    // Times are rounded when they are recorded.
    private const double Tolerance = 1e-6;

    /// <summary>Returns the samples after the warm-up and before the cool-down.</summary>
    public static ValueList<StatedSample> Get(ExperimentData data, PointData point, RunHistory run)
    {
        ExperimentData periods = data.For(point);
        StatedSample[] all = new SampleClassifier(data, run).Classify();
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

        static bool IsSame(ValueList<StatedSample> first, ValueList<StatedSample> second) =>
            IsWithin(first.Sum(sample => sample.Load), second.Sum(sample => sample.Load), MaxLoadChange)
            && first
                .Zip(second)
                .All(pair =>
                    IsWithin(
                        pair.First.Load,
                        pair.Second.Load,
                        MaxSampleChange,
                        MaxDeviations * Math.Sqrt((pair.First.Load + pair.Second.Load) / pair.First.Seconds)
                    )
                );

        static bool IsWithin(double first, double second, double ratio, double noise = 0) =>
            Math.Abs(first - second) <= (ratio * Math.Max(first, second)) + noise;
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
