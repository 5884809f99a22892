namespace Scalewright.Journals;

/// <summary>First line of a snapshot. Future formats keep the first two property names.</summary>
internal sealed record SnapshotHeader
{
    public int Format { get; init; }

    public string Needs { get; init; } = "";

    public string Lineage { get; init; } = "";

    /// <summary>Number of this snapshot: 1 for the first.</summary>
    public long Serial { get; init; }

    public long Epoch { get; init; }

    public long Sequence { get; init; }
}
