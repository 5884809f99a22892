using Scalewright.Experiments.Reading;

namespace Scalewright.Experiments;

/// <summary>Limits that the results of an experiment must meet. Null: no limit.</summary>
[DocumentRecord]
public sealed record ExperimentThresholds
{
    /// <summary>Maximum median of the latency while the job keeps up.</summary>
    public TimeSpan? LatencyP50 { get; init; }

    /// <summary>Maximum 95th percentile of the latency while the job keeps up.</summary>
    public TimeSpan? LatencyP95 { get; init; }

    /// <summary>Maximum 99th percentile of the latency while the job keeps up.</summary>
    public TimeSpan? LatencyP99 { get; init; }

    /// <summary>Maximum latency while the job keeps up.</summary>
    [DocumentField("latency_max")]
    public TimeSpan? MaxLatency { get; init; }

    /// <summary>Minimum capacity with a number of instances.</summary>
    public CapacityThreshold? Capacity { get; init; }

    /// <summary>Maximum time from a fault or a change of scale until the job keeps up again.</summary>
    public TimeSpan? CatchUp { get; init; }

    /// <summary>Maximum time of a run after the warm-up in which the job does not keep up.</summary>
    public TimeSpan? Behind { get; init; }

    /// <summary>Minimum ratio of the time after the warm-up in which the job keeps up, 0 to 1.</summary>
    [DocumentField(Reader = nameof(ExperimentFieldReader.Percentage))]
    public double? KeptUp { get; init; }
}

/// <summary>Minimum capacity with a number of instances.</summary>
/// <param name="Instances">Number of instances, at least 1.</param>
/// <param name="Min">Minimum capacity in records per second.</param>
[DocumentRecord]
public sealed record CapacityThreshold(
    [property: DocumentField(Advice = "a number of instances")] int Instances,
    [property: DocumentField(Advice = "in records per second")] double Min
);
