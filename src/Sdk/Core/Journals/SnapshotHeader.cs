namespace Scalewright.Journals;

/// <summary>The first line of a snapshot. A future format keeps the first two names.</summary>
internal sealed record SnapshotHeader
{
    /// <summary>The format of the file.</summary>
    public int Format { get; init; }

    /// <summary>The oldest version of the program that reads this format.</summary>
    public string Needs { get; init; } = "";

    /// <summary>Which state this is.</summary>
    public string Lineage { get; init; } = "";

    /// <summary>The number of this snapshot: 1 for the first.</summary>
    public long Serial { get; init; }

    /// <summary>The epoch of the holder that wrote it.</summary>
    public long Epoch { get; init; }

    /// <summary>The last change that it covers.</summary>
    public long Sequence { get; init; }
}
