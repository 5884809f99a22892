namespace Scalewright.Decisions;

/// <summary>Observed state of one node of a domain, as passed to policies.</summary>
public readonly record struct NodeObservation
{
    /// <summary>Lifecycle phase. Default <see cref="NodePhase.Running"/>.</summary>
    public NodePhase Phase { get; init; }

    /// <summary>True if the node is being deleted.</summary>
    public bool IsTerminating { get; init; }

    /// <summary>True if the node is ready.</summary>
    public bool IsReady { get; init; }

    /// <summary>Time at which the node started to run; null if unknown.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Time of the last change of <see cref="IsReady"/>; null if unknown.</summary>
    public DateTimeOffset? ReadyChangedAt { get; init; }
}
