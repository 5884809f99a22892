namespace Scalewright.Journals;

/// <summary>A change that waits for the disk, and is still at hand when it is there.</summary>
internal sealed class TypedChange<T>(T change, ReadOnlyMemory<byte> json, bool isUrgent) : PendingChange(json, isUrgent)
{
    public override void ApplyTo(IDurableState state, in JournalRecord record)
    {
        if (state is IDurableState<T> typed)
        {
            typed.Apply(change, record);
        }
        else
        {
            base.ApplyTo(state, record);
        }
    }
}
