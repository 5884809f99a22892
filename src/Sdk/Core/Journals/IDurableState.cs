namespace Scalewright.Journals;

/// <summary>State of a <see cref="DurableStore"/> that changes incrementally and can be written as a whole.</summary>
/// <remarks>
/// Calls do not overlap. A new, empty object receives the newest snapshot, then each later change in order. No member
/// may throw for data of an earlier version.
/// </remarks>
public interface IDurableState
{
    /// <summary>Restores a snapshot. Called at most once, before any change.</summary>
    /// <param name="content">The bytes that <see cref="WriteTo"/> wrote. Valid only during the call.</param>
    void Restore(ReadOnlyMemory<byte> content);

    /// <summary>Applies a durable change, before the caller of <c>AppendAsync</c> is notified.</summary>
    /// <param name="record">The change.</param>
    void Apply(in JournalRecord record);

    /// <summary>Writes the whole state as one JSON value, preferably one line for each item.</summary>
    /// <param name="output">Receives the bytes; large states are written in pieces.</param>
    void WriteTo(IBufferWriter<byte> output);
}
