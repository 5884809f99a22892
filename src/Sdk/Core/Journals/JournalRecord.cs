namespace Scalewright.Journals;

/// <summary>One change as the journal holds it.</summary>
/// <param name="Sequence">Its number: 1 for the first of a state, then without gaps.</param>
/// <param name="Epoch">The epoch of the holder that wrote it.</param>
/// <param name="Durable">The highest sequence that was known to be durable when it was written.</param>
/// <param name="Json">The change: one JSON object on one line, UTF-8. Valid only until the call that handed it over returns.</param>
public readonly record struct JournalRecord(long Sequence, long Epoch, long Durable, ReadOnlyMemory<byte> Json);
