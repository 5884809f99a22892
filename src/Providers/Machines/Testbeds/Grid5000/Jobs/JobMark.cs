namespace Scalewright.Providers.Grid5000.Jobs;

/// <summary>Whose a job is, and which nodes it holds.</summary>
internal sealed record JobMark
{
    public required string Owner { get; init; }

    public long Epoch { get; init; }

    /// <summary>The last change of the owner's state that was acknowledged when it was requested.</summary>
    public long Sequence { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public required IReadOnlyList<NodeMark> Nodes { get; init; }
}
