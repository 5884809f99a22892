namespace Scalewright.Agents.Processes;

/// <summary>How many programs run at once. Where the machine starts no more, as many as it started; all again once none runs.</summary>
internal sealed class ProgramSlots(int countMax)
{
    private readonly int _countMax = countMax;
    private readonly Lock _gate = new();
    private readonly LinkedList<TaskCompletionSource> _waiting = [];
    private int _limit = countMax;
    private int _taken;

    /// <summary>Waits for a turn, first come first served.</summary>
    public async Task TakeAsync(CancellationToken cancellationToken)
    {
        LinkedListNode<TaskCompletionSource> turn;
        lock (_gate)
        {
            if (_taken < _limit && _waiting.Count == 0)
            {
                _taken++;
                return;
            }

            turn = _waiting.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        try
        {
            await turn.Value.Task.OrCancelled(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Leave(turn);
            throw;
        }
    }

    /// <summary>Ends a turn.</summary>
    public void Return()
    {
        lock (_gate)
        {
            _taken--;
            _limit = _taken == 0 ? _countMax : _limit;
            Grant();
        }
    }

    /// <summary>Tells that the machine started no program for one who has a turn.</summary>
    /// <returns>True when others run: the turn is ended, and worth taking again. False when it is the only one: nothing will get better.</returns>
    public bool TryShrink()
    {
        lock (_gate)
        {
            if (_taken == 1)
            {
                return false;
            }

            _taken--;
            _limit = Math.Min(_limit, _taken);
            return true;
        }
    }

    private void Leave(LinkedListNode<TaskCompletionSource> turn)
    {
        bool isGranted;
        lock (_gate)
        {
            isGranted = turn.List is null;
            if (!isGranted)
            {
                _waiting.Remove(turn);
            }
        }

        if (isGranted)
        {
            Return();
        }
    }

    private void Grant()
    {
        while (_taken < _limit && _waiting.First is { } next)
        {
            _waiting.RemoveFirst();
            _taken++;
            next.Value.SetResult();
        }
    }
}
