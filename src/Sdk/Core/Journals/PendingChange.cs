namespace Scalewright.Journals;

/// <summary>A change that waits for the disk, and its caller.</summary>
internal class PendingChange(ReadOnlyMemory<byte> json, bool isUrgent)
{
    private readonly TaskCompletionSource<long> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ReadOnlyMemory<byte> Json { get; } = json;

    /// <summary>True when it may use the reserve.</summary>
    public bool IsUrgent { get; } = isUrgent;

    public Task<long> Ended => _ended.Task;

    public virtual void ApplyTo(IDurableState state, in JournalRecord record) => state.Apply(record);

    public void Succeed(long sequence) => _ended.TrySetResult(sequence);

    public void Fail(Exception exception) => _ended.TrySetException(exception);
}
