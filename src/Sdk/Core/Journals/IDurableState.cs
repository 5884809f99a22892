namespace Scalewright.Journals;

/// <summary>What a <see cref="DurableStore"/> keeps: something that changes step by step and can be written as a whole.</summary>
/// <remarks>
/// The store calls one member at a time. A new object is empty. After a crash a new object gets the newest snapshot and then each
/// change behind it, in the order in which they were made durable. No member may throw for what an earlier version wrote.
/// </remarks>
internal interface IDurableState
{
    /// <summary>Becomes what a snapshot says. Called at most once, before any change.</summary>
    /// <param name="content">What <see cref="WriteTo"/> wrote. Valid only during the call.</param>
    void Restore(ReadOnlyMemory<byte> content);

    /// <summary>Takes a change that is durable, before the caller of <c>AppendAsync</c> hears of it.</summary>
    void Apply(in JournalRecord record);

    /// <summary>Writes everything as one JSON value, best a line for each item.</summary>
    /// <param name="output">Where the bytes go; large states pass through in pieces.</param>
    void WriteTo(IBufferWriter<byte> output);
}
