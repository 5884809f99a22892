namespace Scalewright.Journals;

/// <summary>State that a snapshot and the journal give, and the positions at which the journal continues.</summary>
/// <remarks>The properties of the journal keep their defaults if a new journal replaces it, because the snapshot contains
/// all of its changes or was accepted alone.</remarks>
internal sealed record ReplayResult
{
    /// <summary>Snapshot that was restored first; null if the journal has every change.</summary>
    public required Snapshot? Snapshot { get; init; }

    /// <summary>Lineage of the state.</summary>
    public required Lineage Lineage { get; init; }

    /// <summary>Serial number of the last snapshot; 0 if there was none.</summary>
    public required long Serial { get; init; }

    /// <summary>Largest epoch that a file mentions.</summary>
    public required long Epoch { get; init; }

    /// <summary>Sequence of the last change of the state.</summary>
    public required long Sequence { get; init; }

    /// <summary>Number of changes of the journal that the snapshot does not contain.</summary>
    public long ChangeCount { get; init; }

    /// <summary>Sequence of the last change before the first change of the journal.</summary>
    public required long PrecedingSequence { get; init; }

    /// <summary>Offset in bytes of the first record of the journal.</summary>
    public long HeaderEnd { get; init; }

    /// <summary>Offset in bytes of the first record that the snapshot does not contain; the end if it contains all.</summary>
    public long BaseOffset { get; init; }

    /// <summary>Offset in bytes of the end of the last valid record of the journal.</summary>
    public long JournalEnd { get; init; }

    /// <summary>True if the journal has no torn record at its end.</summary>
    public bool IsJournalWhole { get; init; }

    /// <summary>True if changes are missing that were acknowledged, and the caller accepted this.</summary>
    public bool IsOlderState { get; init; }
}
