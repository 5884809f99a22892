using System.Threading.Tasks.Sources;

namespace Scalewright.Agents.Wire;

/// <summary>Signals the next frame of a call, once. The waiter resumes as a work item of the connection.</summary>
internal sealed class CallSignal : ILinkWorkItem, IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> _source;
    private CancellationTokenRegistration _registration;
    private int _isCompleted;

    public void Run()
    {
        if (Interlocked.Exchange(ref _isCompleted, 1) == 0)
        {
            _source.SetResult(true);
        }
    }

    public ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        _registration = cancellationToken.UnsafeRegister(static (self, token) => _ = ((CallSignal)self!).CancelAsync(token), this);
        return new ValueTask(this, _source.Version);
    }

    void IValueTaskSource.GetResult(short token)
    {
        _registration.Dispose();
        _source.GetResult(token);
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    // The canceling thread must not run the continuation.
    private async Task CancelAsync(CancellationToken token)
    {
        await Task.Yield();
        if (Interlocked.Exchange(ref _isCompleted, 1) == 0)
        {
            _source.SetException(new OperationCanceledException(token));
        }
    }
}
