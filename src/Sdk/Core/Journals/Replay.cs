namespace Scalewright.Journals;

/// <summary>What reading a state back gave.</summary>
internal sealed record Replay
{
    /// <summary>The snapshot it began with; null for none.</summary>
    public required Snapshot? Base { get; init; }

    public required Lineage Lineage { get; init; }

    /// <summary>The highest serial that is known.</summary>
    public required long Serial { get; init; }

    /// <summary>The highest epoch that is known.</summary>
    public required long Epoch { get; init; }

    /// <summary>The last change.</summary>
    public required long Sequence { get; init; }

    /// <summary>How many changes came from the journal.</summary>
    public long Count { get; init; }

    /// <summary>The last change before the journal's first.</summary>
    public required long After { get; init; }

    /// <summary>Where the journal's first line ends; 0 when the journal is not used.</summary>
    public long HeaderEnd { get; init; }

    /// <summary>Where the first change behind <see cref="Base"/> starts.</summary>
    public long BaseOffset { get; init; }

    /// <summary>Where the last whole record ends.</summary>
    public long End { get; init; }

    /// <summary>True when nothing stands behind <see cref="End"/>.</summary>
    public bool IsWhole { get; init; }

    /// <summary>True when an older copy was accepted.</summary>
    public bool IsOlder { get; init; }
}
