namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>Completion source whose awaiters stay on the loop even with <c>ConfigureAwait(false)</c>.</summary>
/// <remarks>
/// Stream helpers of .NET await with ConfigureAwait(false). They resume on the completing thread only if it has no
/// context, and on the thread pool otherwise. So this class completes without a context. Plain awaits are posted as
/// usual.
/// </remarks>
/// <typeparam name="T">Type of the result.</typeparam>
internal sealed class LoopSource<T>
{
    private readonly TaskCompletionSource<T> _source = new();
    private readonly CancellationTokenRegistration _registration;
    private readonly Action? _abandon;
    private bool _isCancelled;

    /// <param name="abandon">Called before the waiter observes a cancellation; null for no action.</param>
    public LoopSource(Action? abandon, CancellationToken cancellationToken)
    {
        _abandon = abandon;
        _registration = cancellationToken.UnsafeRegister(static (source, token) => ((LoopSource<T>)source!).Cancel(token), this);
    }

    public Task<T> Task => _source.Task;

    public void Set(T result)
    {
        if (_isCancelled)
        {
            return;
        }

        _registration.Dispose();
        using ContextScope scope = new(null);
        _source.TrySetResult(result);
    }

    public void Fail(Exception failure)
    {
        if (_isCancelled)
        {
            return;
        }

        _registration.Dispose();
        using ContextScope scope = new(null);
        _source.TrySetException(failure);
    }

    private void Cancel(CancellationToken cancellationToken)
    {
        _isCancelled = true;
        _abandon?.Invoke();
        using ContextScope scope = new(null);
        _source.TrySetCanceled(cancellationToken);
    }
}

/// <summary>Sets a synchronization context, or none, on this thread until it is disposed.</summary>
internal readonly ref struct ContextScope
{
    private readonly SynchronizationContext? _before;

    public ContextScope(SynchronizationContext? context)
    {
        _before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(context);
    }

    public void Dispose() => SynchronizationContext.SetSynchronizationContext(_before);
}
