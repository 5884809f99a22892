namespace Scalewright.Providers.Ssh;

/// <summary>How many sessions may be open to one machine; fewer when the server turns out to allow fewer.</summary>
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

        await using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(_ => GiveUp(turn, cancellationToken), null);
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

    /// <summary>Lowers the limit below what is taken now.</summary>
    /// <returns>False when nothing but the caller's own is taken.</returns>
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

    /// <summary>Gives up the turn and waits for another one.</summary>
    public async Task TakeAgainAsync(CancellationToken cancellationToken)
    {
        try
        {
            await TakeLaterAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The caller gives back what it believes to have.
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
