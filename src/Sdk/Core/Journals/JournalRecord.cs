namespace Scalewright.Journals;

/// <summary>A change in the journal.</summary>
/// <param name="Sequence">Number of the change: 1 for the first of a state, then without gaps.</param>
/// <param name="Epoch">Epoch of the lease holder that wrote it.</param>
/// <param name="DurableSequence">Highest sequence that was known to be durable when it was written.</param>
/// <param name="Json">The change: one JSON object on one line, UTF-8. Valid only until the receiver returns.</param>
public readonly record struct JournalRecord(long Sequence, long Epoch, long DurableSequence, ReadOnlyMemory<byte> Json);
