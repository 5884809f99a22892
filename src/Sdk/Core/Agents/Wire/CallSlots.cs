namespace Scalewright.Agents.Wire;

/// <summary>Limits the number of concurrent calls. Further calls wait in order.</summary>
internal sealed class CallSlots(int count)
{
    private readonly Lock _gate = new();
    private readonly Queue<Wakeup> _waiting = new();
    private int _free = count;

    public async ValueTask TakeAsync(CancellationToken cancellationToken)
    {
        Wakeup turn;
        lock (_gate)
        {
            if (_free > 0)
            {
                _free--;
                return;
            }

            turn = new Wakeup();
            _waiting.Enqueue(turn);
        }

        await turn.WaitAsync(cancellationToken);
    }

    public void Return()
    {
        lock (_gate)
        {
            while (_waiting.TryDequeue(out Wakeup? next))
            {
                if (next.Wake())
                {
                    return;
                }
            }

            _free++;
        }
    }
}
