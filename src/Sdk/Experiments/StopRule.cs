namespace Scalewright.Experiments;

/// <summary>Condition that ends a run early. Such a run still counts as completed.</summary>
[DocumentRecord]
public sealed record StopRule
{
    /// <summary>Ends the run if more records than this are queued for <see cref="HoldPeriod"/>; null for no
    /// limit.</summary>
    public double? LagAbove { get; init; }

    /// <summary>Ends the run if the latency exceeds this value for <see cref="HoldPeriod"/>; null for no
    /// limit.</summary>
    public TimeSpan? LatencyAbove { get; init; }

    /// <summary>
    /// Ends the run when scaling is completed and one scaling interval has passed since the last change. Default false.
    /// </summary>
    [DocumentField("when_scaling_ends")]
    public bool StopsWhenScalingEnds { get; init; }

    /// <summary>Time for which a condition must hold, at least 0. Default 30 seconds.</summary>
    [DocumentField("for")]
    public TimeSpan HoldPeriod { get; init; } = TimeSpan.FromSeconds(30);
}
