namespace Scalewright.Journals;

/// <summary>First line of a snapshot. Future formats keep the first two property names.</summary>
internal sealed record SnapshotHeader
{
    /// <summary>Version of the format.</summary>
    public int Format { get; init; }

    /// <summary>Minimum version of the product that reads this format.</summary>
    public string Needs { get; init; } = "";

    /// <summary>ID of the state, the same in all of its files.</summary>
    public string Lineage { get; init; } = "";

    /// <summary>Number of this snapshot: 1 for the first.</summary>
    public long Serial { get; init; }

    /// <summary>Epoch of the lease holder that wrote the snapshot.</summary>
    public long Epoch { get; init; }

    /// <summary>Sequence of the last change that the snapshot contains.</summary>
    public long Sequence { get; init; }
}
