namespace Scalewright.Providers.Ssh;

/// <summary>
/// Limits the number of sessions to one machine. The limit is lowered if the server allows fewer sessions.
/// </summary>
internal sealed class ChannelSlots(int limit)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<TaskCompletionSource> _waiting = [];
    private int _limit = limit;
    private int _acquired;

    public int Limit => Volatile.Read(ref _limit);

    public async Task AcquireAsync(CancellationToken cancellationToken)
    {
        LinkedListNode<TaskCompletionSource> waiter;
        lock (_gate)
        {
            if (_acquired < _limit)
            {
                _acquired++;
                return;
            }

            waiter = _waiting.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        await using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
            _ => Cancel(waiter, cancellationToken),
            null
        );
        await waiter.Value.Task;
    }

    public void Return()
    {
        lock (_gate)
        {
            _acquired--;
            Pass();
        }
    }

    /// <summary>
    /// Lowers the limit below the number of acquired slots. Returns false if only the caller's slot is acquired.
    /// </summary>
    public bool TryShrink()
    {
        lock (_gate)
        {
            if (_acquired <= 1)
            {
                return false;
            }

            _limit = Math.Min(_limit, _acquired - 1);
            return true;
        }
    }

    /// <summary>Releases the slot and waits for another one.</summary>
    public async Task ReacquireAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RequeueAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The slot counts as acquired again, because the caller will release it.
            lock (_gate)
            {
                _acquired++;
            }

            throw;
        }
    }

    private Task RequeueAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _acquired--;
            return AcquireAsync(cancellationToken);
        }
    }

    private void Cancel(LinkedListNode<TaskCompletionSource> waiter, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (waiter.List is not null)
            {
                _waiting.Remove(waiter);
                waiter.Value.TrySetCanceled(cancellationToken);
            }
        }
    }

    private void Pass()
    {
        while (_acquired < _limit && _waiting.First is { } next)
        {
            _waiting.RemoveFirst();
            _acquired++;
            next.Value.SetResult();
        }
    }
}
