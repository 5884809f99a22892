namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>A completion source whose awaiters stay on the loop whichever way they await.</summary>
/// <remarks>The framework's own stream helpers await with ConfigureAwait(false) and go on where they are completed, but only if no
/// context is set there; else they go to the thread pool. So this completes them with none set. Plain awaits are posted as ever.</remarks>
/// <typeparam name="T">The result.</typeparam>
internal sealed class LoopSource<T>
{
    private readonly TaskCompletionSource<T> _source = new();
    private readonly CancellationTokenRegistration _registration;
    private readonly Action? _abandon;
    private bool _isCancelled;

    /// <param name="abandon">Called before a cancellation is seen by who waits; null: nothing to do.</param>
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
