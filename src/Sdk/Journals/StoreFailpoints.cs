namespace Scalewright.Journals;

/// <summary>The failpoints of a <see cref="DurableStore"/>, in the order in which its life passes them.</summary>
public static class StoreFailpoints
{
    internal const string LockTaken = "state.lock-taken";
    internal const string LockWritten = "state.lock-written";
    internal const string LockFlushed = "state.lock-flushed";
    internal const string ReserveHalfWritten = "state.reserve-half-written";
    internal const string JournalCopied = "state.journal-copied";
    internal const string JournalFlushed = "state.journal-flushed";
    internal const string JournalRenamed = "state.journal-renamed";
    internal const string JournalReplaced = "state.journal-replaced";
    internal const string MarkWritten = "state.mark-written";
    internal const string MarkFlushed = "state.mark-flushed";
    internal const string Opened = "state.opened";
    internal const string AppendHalfWritten = "state.append-half-written";
    internal const string AppendWritten = "state.append-written";
    internal const string AppendFlushed = "state.append-flushed";
    internal const string AppendApplied = "state.append-applied";
    internal const string SnapshotHalfWritten = "state.snapshot-half-written";
    internal const string SnapshotWritten = "state.snapshot-written";
    internal const string SnapshotFlushed = "state.snapshot-flushed";
    internal const string SnapshotKept = "state.snapshot-kept";
    internal const string SnapshotRenamed = "state.snapshot-renamed";
    internal const string SnapshotReplaced = "state.snapshot-replaced";
    internal const string Closing = "state.closing";
    internal const string Closed = "state.closed";

    /// <summary>All names.</summary>
    public static ValueList<string> All { get; } = new[]
    {
        LockTaken, LockWritten, LockFlushed, ReserveHalfWritten, JournalCopied, JournalFlushed, JournalRenamed, JournalReplaced,
        MarkWritten, MarkFlushed, Opened, AppendHalfWritten, AppendWritten, AppendFlushed, AppendApplied,
        SnapshotHalfWritten, SnapshotWritten, SnapshotFlushed, SnapshotKept, SnapshotRenamed, SnapshotReplaced, Closing, Closed,
    }.ToValueList();
}
