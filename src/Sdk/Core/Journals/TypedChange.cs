namespace Scalewright.Journals;

/// <summary>A pending change that is kept as an object until it is durable.</summary>
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
