namespace Scalewright.Agents.Wire;

/// <summary>One waits until another wakes it. It goes on apart from who woke it, and on the loop of a simulation if it was there:
/// <c>Task.WaitAsync</c> of such a task would leave that loop.</summary>
internal sealed class Wakeup
{
    private readonly TaskCompletionSource _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>True when it was woken or gave up.</summary>
    public bool IsOver => _source.Task.IsCompleted;

    /// <returns>False when it was woken before, or gave up.</returns>
    public bool Wake() => _source.TrySetResult();

    /// <exception cref="OperationCanceledException">It gave up; <see cref="Wake"/> gives false from then on.</exception>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
            static (source, token) => ((TaskCompletionSource)source!).TrySetCanceled(token), _source);
        await _source.Task;
    }
}
