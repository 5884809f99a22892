namespace Scalewright.Experiments;

/// <summary>When a run ends before its time: it is complete all the same.</summary>
public sealed record StopRule
{
    /// <summary>Ends when more records than this wait in topics for <see cref="For"/>; null: never.</summary>
    public double? LagAbove { get; init; }

    /// <summary>Ends when the latency is above this for <see cref="For"/>; null: never.</summary>
    public TimeSpan? LatencyAbove { get; init; }

    /// <summary>Ends when the strategy will change nothing more, and the interval after its last change is over; default false.</summary>
    public bool WhenScalingIsOver { get; init; }

    /// <summary>How long it must be so, 0 or more; default 30 s.</summary>
    public TimeSpan For { get; init; } = TimeSpan.FromSeconds(30);
}
