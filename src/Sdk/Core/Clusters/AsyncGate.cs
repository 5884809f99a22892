namespace Scalewright.Clusters;

/// <summary>
/// Admits one caller at a time, in order of arrival. Unlike a semaphore, it keeps the caller's context.
/// </summary>
public sealed class AsyncGate
{
    private readonly Lock _gate = new();
    private readonly LinkedList<TaskCompletionSource> _waiting = new();
    private bool _isTaken;

    /// <summary>Waits until the caller is admitted. Dispose the result to admit the next caller.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TaskCompletionSource turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (!_isTaken)
            {
                _isTaken = true;
                return new GateWaiter(this);
            }

            _waiting.AddLast(turn);
        }

        using (cancellationToken.UnsafeRegister(Leave, turn))
        {
            await turn.Task;
        }

        return new GateWaiter(this);
    }

    private void Leave(object? state)
    {
        TaskCompletionSource turn = (TaskCompletionSource)state!;
        lock (_gate)
        {
            if (!_waiting.Remove(turn))
            {
                return;
            }
        }

        turn.SetCanceled();
    }

    private void Exit()
    {
        TaskCompletionSource? next;
        lock (_gate)
        {
            next = _waiting.First?.Value;
            _isTaken = next is not null;
            if (next is not null)
            {
                _waiting.RemoveFirst();
            }
        }

        next?.SetResult();
    }

    private sealed class GateWaiter(AsyncGate gate) : IDisposable
    {
        private AsyncGate? _gate = gate;

        public void Dispose() => Interlocked.Exchange(ref _gate, null)?.Exit();
    }
}
