namespace Scalewright.Providers.Grid5000.Jobs;

/// <summary>Whose a job is, and which nodes it holds.</summary>
internal sealed record JobMark
{
    public required string Owner { get; init; }

    public long Epoch { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public required IReadOnlyList<NodeMark> Nodes { get; init; }
}
