namespace Scalewright.Experiments.Histories;

/// <summary>Thresholds in <c>experiment.json</c>.</summary>
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

    private static TimeSpan? ToTime(double? seconds) => seconds is { } known ? TimeSpan.FromSeconds(known) : null;
}
