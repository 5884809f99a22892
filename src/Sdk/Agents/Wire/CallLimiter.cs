namespace Scalewright.Agents.Wire;

/// <summary>Limits the number of concurrent calls. Further calls wait in order.</summary>
internal sealed class CallLimiter(int count)
{
    private readonly Lock _gate = new();
    private readonly Queue<AsyncSignal> _waiting = new();
    private int _free = count;

    public async ValueTask AcquireAsync(CancellationToken cancellationToken)
    {
        AsyncSignal turn;
        lock (_gate)
        {
            if (_free > 0)
            {
                _free--;
                return;
            }

            turn = new AsyncSignal();
            _waiting.Enqueue(turn);
        }

        await turn.WaitAsync(cancellationToken);
    }

    public void Return()
    {
        lock (_gate)
        {
            while (_waiting.TryDequeue(out AsyncSignal? next))
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
