namespace Scalewright.Logs;

/// <summary>Assigns the connection slots of a server and queues further connections. Thread-safe.</summary>
/// <remarks>If connections wait, the one that has been idle longest is ended after the idle timeout.</remarks>
internal sealed class ConnectionSlots : IDisposable
{
    // NotedAt is never later than HeardAt. If both are equal for the first slot, that connection has been idle longest.
    private static readonly Comparer<ConnectionSlot> BySilence = Comparer<ConnectionSlot>.Create(
        static (one, other) => (one.NotedAt, one.Number).CompareTo((other.NotedAt, other.Number)));

    private readonly Lock _gate = new();
    private readonly Queue<Socket> _waiting = new();
    private readonly SortedSet<ConnectionSlot> _staying = new(BySilence);
    private readonly HashSet<ConnectionSlot> _leaving = [];
    private readonly LogServerOptions _options;
    private readonly LogCounterAccumulator _tally;
    private readonly CancellationToken _stop;
    private readonly ITimer _timer;
    private long _count;

    public ConnectionSlots(LogServerOptions options, LogCounterAccumulator tally, CancellationToken stop)
    {
        (_options, _tally, _stop) = (options, tally, stop);
        _timer = options.Clock.CreateTimer(_ => Admit(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Assigns a slot to a connection; null if the connection has to wait.</summary>
    public ConnectionSlot? Enter(Socket connection)
    {
        ConnectionSlot[] silent;
        lock (_gate)
        {
            if (_staying.Count + _leaving.Count < _options.MaxConnections)
            {
                return Take();
            }

            _waiting.Enqueue(connection);
            silent = TakeIdle();
            _tally.AddWaiting(1);
            _tally.AddDelayed();
        }

        EndAll(silent);
        return null;
    }

    /// <summary>Releases a slot.</summary>
    /// <returns>The connection that waited longest, with its slot; null if no connection waits.</returns>
    public (Socket Connection, ConnectionSlot Place)? Leave(ConnectionSlot place)
    {
        lock (_gate)
        {
            _staying.Remove(place);
            _leaving.Remove(place);
            place.Dispose();
            if (!_waiting.TryDequeue(out Socket? next))
            {
                return null;
            }

            _tally.AddWaiting(-1);
            return (next, Take());
        }
    }

    public void Dispose() => _timer.Dispose();

    private ConnectionSlot Take()
    {
        ConnectionSlot place = new(_count++, _options.Clock, _stop);
        _staying.Add(place);
        return place;
    }

    private void Admit()
    {
        ConnectionSlot[] silent;
        lock (_gate)
        {
            silent = TakeIdle();
        }

        EndAll(silent);
    }

    // Selects at most one idle connection per waiting one. When the server stops, all connections end anyway.
    private ConnectionSlot[] TakeIdle()
    {
        List<ConnectionSlot> silent = [];
        while (!_stop.IsCancellationRequested && _waiting.Count > _leaving.Count && _staying.Min is { } first)
        {
            TimeSpan left = _options.IdleTimeout - _options.Clock.GetElapsedTime(first.NotedAt);
            if (left > TimeSpan.Zero)
            {
                _timer.Change(RoundedUp(left), Timeout.InfiniteTimeSpan);
                break;
            }

            _staying.Remove(first);
            long heardAt = first.IsServed ? _options.Clock.GetTimestamp() : first.HeardAt;
            if (first.NotedAt == heardAt)
            {
                _leaving.Add(first);
                silent.Add(first);
            }
            else
            {
                first.NotedAt = heardAt;
                _staying.Add(first);
            }
        }

        return [.. silent];
    }

    // Timers count whole milliseconds. Without rounding up, they would repeatedly expire too early.
    private static TimeSpan RoundedUp(TimeSpan time) => TimeSpan.FromMilliseconds(Math.Ceiling(time.TotalMilliseconds));

    private void EndAll(ConnectionSlot[] silent)
    {
        foreach (ConnectionSlot place in silent)
        {
            _tally.AddSilent();
            place.End();
        }
    }
}
