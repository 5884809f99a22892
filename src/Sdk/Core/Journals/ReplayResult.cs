namespace Scalewright.Journals;

internal sealed record ReplayResult
{
    public required Snapshot? Base { get; init; }

    public required Lineage Lineage { get; init; }

    public required long Serial { get; init; }

    public required long Epoch { get; init; }

    public required long Sequence { get; init; }

    public long Count { get; init; }

    /// <summary>Sequence of the last change before the first change of the journal.</summary>
    public required long After { get; init; }

    public long HeaderEnd { get; init; }

    public long BaseOffset { get; init; }

    public long End { get; init; }

    public bool IsWhole { get; init; }

    public bool IsOlder { get; init; }
}
