namespace Scalewright.Providers.Ssh;

/// <summary>
/// Limits the number of sessions to one machine. The limit is lowered if the server allows fewer sessions.
/// </summary>
internal sealed class ChannelSlots(int limit)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<TaskCompletionSource> _waiting = [];
    private int _limit = limit;
    private int _taken;

    public int Limit => Volatile.Read(ref _limit);

    public async Task TakeAsync(CancellationToken cancellationToken)
    {
        LinkedListNode<TaskCompletionSource> turn;
        lock (_gate)
        {
            if (_taken < _limit)
            {
                _taken++;
                return;
            }

            turn = _waiting.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        await using CancellationTokenRegistration registration =
            cancellationToken.UnsafeRegister(_ => GiveUp(turn, cancellationToken), null);
        await turn.Value.Task;
    }

    public void Return()
    {
        lock (_gate)
        {
            _taken--;
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
            if (_taken <= 1)
            {
                return false;
            }

            _limit = Math.Min(_limit, _taken - 1);
            return true;
        }
    }

    /// <summary>Releases the slot and waits for another one.</summary>
    public async Task TakeAgainAsync(CancellationToken cancellationToken)
    {
        try
        {
            await TakeLaterAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The slot counts as acquired again, because the caller will release it.
            lock (_gate)
            {
                _taken++;
            }

            throw;
        }
    }

    private Task TakeLaterAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _taken--;
            return TakeAsync(cancellationToken);
        }
    }

    private void GiveUp(LinkedListNode<TaskCompletionSource> turn, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (turn.List is not null)
            {
                _waiting.Remove(turn);
                turn.Value.TrySetCanceled(cancellationToken);
            }
        }
    }

    private void Pass()
    {
        while (_taken < _limit && _waiting.First is { } next)
        {
            _waiting.RemoveFirst();
            _taken++;
            next.Value.SetResult();
        }
    }
}
