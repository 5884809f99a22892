namespace Scalewright.Decisions;

/// <summary>What a policy may know of one node of a domain.</summary>
public readonly record struct NodeReading
{
    /// <summary>How far it is in its life; default <see cref="NodePhase.Running"/>.</summary>
    public NodePhase Phase { get; init; }

    /// <summary>True when it is being removed.</summary>
    public bool IsLeaving { get; init; }

    /// <summary>True when it serves.</summary>
    public bool IsReady { get; init; }

    /// <summary>When it began to run; null when nobody knows.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When <see cref="IsReady"/> last changed; null when nobody knows.</summary>
    public DateTimeOffset? ReadyChangedAt { get; init; }
}
