namespace Scalewright.Journals;

/// <summary>State that receives a change as an object, so that it is not parsed again.</summary>
/// <typeparam name="T">Type of the changes. They must not be modified after they are appended.</typeparam>
public interface IDurableState<in T> : IDurableState
{
    /// <summary>Applies a durable change. Equivalent to <see cref="IDurableState.Apply"/> with its record.</summary>
    /// <param name="change">The change that was passed to <c>AppendAsync</c>.</param>
    /// <param name="record">The same change as a record.</param>
    void Apply(T change, in JournalRecord record);
}
