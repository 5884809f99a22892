namespace Scalewright.Agents.Wire;

/// <summary>Lets one task wake another.</summary>
/// <remarks>The waiter resumes separately from the caller of <see cref="Wake"/>, and stays on the loop of a simulation.
/// <c>Task.WaitAsync</c> would leave that loop.</remarks>
internal sealed class AsyncSignal
{
    private readonly TaskCompletionSource _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsCompleted => _source.Task.IsCompleted;

    /// <returns>False if it was woken or canceled before.</returns>
    public bool Wake() => _source.TrySetResult();

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
            static (source, token) => ((TaskCompletionSource)source!).TrySetCanceled(token),
            _source
        );
        await _source.Task;
    }
}
