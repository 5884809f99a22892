namespace Scalewright.Journals;

/// <summary>A state that takes a change as it was appended, so that what was just written need not be read again.</summary>
/// <typeparam name="T">The type of its changes: values that nobody changes after they were appended.</typeparam>
internal interface IDurableState<in T> : IDurableState
{
    /// <summary>Takes a change that is durable. Comes to the same as <see cref="IDurableState.Apply"/> of its record.</summary>
    /// <param name="change">The change as it was given to <c>AppendAsync</c>.</param>
    void Apply(T change, in JournalRecord record);
}
