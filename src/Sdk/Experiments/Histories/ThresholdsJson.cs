namespace Scalewright.Experiments.Histories;

/// <summary>Thresholds in <c>experiment.json</c>.</summary>
/// <param name="LatencyP50Seconds">Maximum median of the latency.</param>
/// <param name="LatencyP95Seconds">Maximum 95 % quantile of the latency.</param>
/// <param name="LatencyP99Seconds">Maximum 99 % quantile of the latency.</param>
/// <param name="LatencyMaxSeconds">Maximum latency of a record.</param>
/// <param name="CapacityInstances">Number of instances of <paramref name="CapacityMin"/>; null if that is null.</param>
/// <param name="CapacityMin">Minimum capacity in records per second.</param>
/// <param name="CatchUpSeconds">Maximum time from an event until the job keeps up again.</param>
/// <param name="BehindSeconds">Maximum time after the warm-up in which the job does not keep up.</param>
/// <param name="KeptUp">Minimum ratio of the time after the warm-up in which the job keeps up, 0 to 1.</param>
internal sealed record ThresholdsJson(
    double? LatencyP50Seconds = null,
    double? LatencyP95Seconds = null,
    double? LatencyP99Seconds = null,
    double? LatencyMaxSeconds = null,
    int? CapacityInstances = null,
    double? CapacityMin = null,
    double? CatchUpSeconds = null,
    double? BehindSeconds = null,
    double? KeptUp = null
)
{
    /// <summary>Durations by their names.</summary>
    public IEnumerable<(string Name, double Seconds)> Durations =>
        [
            ("latency_p50_seconds", LatencyP50Seconds ?? 0),
            ("latency_p95_seconds", LatencyP95Seconds ?? 0),
            ("latency_p99_seconds", LatencyP99Seconds ?? 0),
            ("latency_max_seconds", LatencyMaxSeconds ?? 0),
            ("catch_up_seconds", CatchUpSeconds ?? 0),
            ("behind_seconds", BehindSeconds ?? 0),
        ];

    public static ThresholdsJson? From(ExperimentThresholds? thresholds) =>
        thresholds is null
            ? null
            : new(
                thresholds.LatencyP50?.TotalSeconds,
                thresholds.LatencyP95?.TotalSeconds,
                thresholds.LatencyP99?.TotalSeconds,
                thresholds.MaxLatency?.TotalSeconds,
                thresholds.Capacity?.Instances,
                thresholds.Capacity?.Min,
                thresholds.CatchUp?.TotalSeconds,
                thresholds.Behind?.TotalSeconds,
                thresholds.KeptUp
            );

    public ExperimentThresholds ToThresholds() =>
        new()
        {
            LatencyP50 = ToTime(LatencyP50Seconds),
            LatencyP95 = ToTime(LatencyP95Seconds),
            LatencyP99 = ToTime(LatencyP99Seconds),
            MaxLatency = ToTime(LatencyMaxSeconds),
            Capacity = CapacityInstances is { } instances && CapacityMin is { } min ? new CapacityThreshold(instances, min) : null,
            CatchUp = ToTime(CatchUpSeconds),
            Behind = ToTime(BehindSeconds),
            KeptUp = KeptUp,
        };

    private static TimeSpan? ToTime(double? seconds) => seconds is { } value ? TimeSpan.FromSeconds(value) : null;
}
