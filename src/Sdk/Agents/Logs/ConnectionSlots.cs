namespace Scalewright.Logs;

/// <summary>Assigns the connection slots of a server and queues further connections. Thread-safe.</summary>
/// <remarks>If connections wait, the one that has been idle longest is ended after the idle timeout.</remarks>
internal sealed class ConnectionSlots : IDisposable
{
    // NotedAt is never later than HeardAt. If both are equal for the first slot, that connection has been idle longest.
    private static readonly Comparer<ConnectionSlot> ByLastActivity = Comparer<ConnectionSlot>.Create(
        static (left, right) => (left.SortKey, left.Number).CompareTo((right.SortKey, right.Number))
    );

    private readonly Lock _gate = new();
    private readonly Queue<Socket> _waiting = new();
    private readonly SortedSet<ConnectionSlot> _active = new(ByLastActivity);
    private readonly HashSet<ConnectionSlot> _ending = [];
    private readonly LogServerOptions _options;
    private readonly LogCounterAccumulator _counters;
    private readonly CancellationToken _stop;
    private readonly ITimer _timer;
    private long _count;

    public ConnectionSlots(LogServerOptions options, LogCounterAccumulator counters, CancellationToken stop)
    {
        (_options, _counters, _stop) = (options, counters, stop);
        _timer = options.Clock.CreateTimer(_ => Admit(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Assigns a slot to a connection; null if the connection has to wait.</summary>
    public ConnectionSlot? Enter(Socket connection)
    {
        ConnectionSlot[] idle;
        lock (_gate)
        {
            if (_active.Count + _ending.Count < _options.MaxConnections)
            {
                return AddSlot();
            }

            _waiting.Enqueue(connection);
            idle = RemoveIdle();
            _counters.AddWaiting(1);
            _counters.AddDelayed();
        }

        EndAll(idle);
        return null;
    }

    /// <summary>Releases a slot.</summary>
    /// <returns>The connection that waited longest, with its slot; null if no connection waits.</returns>
    public (Socket Connection, ConnectionSlot Place)? Leave(ConnectionSlot slot)
    {
        lock (_gate)
        {
            _active.Remove(slot);
            _ending.Remove(slot);
            slot.Dispose();
            if (!_waiting.TryDequeue(out Socket? next))
            {
                return null;
            }

            _counters.AddWaiting(-1);
            return (next, AddSlot());
        }
    }

    public void Dispose() => _timer.Dispose();

    private ConnectionSlot AddSlot()
    {
        ConnectionSlot slot = new(_count++, _options.Clock, _stop);
        _active.Add(slot);
        return slot;
    }

    private void Admit()
    {
        ConnectionSlot[] idle;
        lock (_gate)
        {
            idle = RemoveIdle();
        }

        EndAll(idle);
    }

    // Selects at most one idle connection per waiting one. When the server stops, all connections end anyway.
    private ConnectionSlot[] RemoveIdle()
    {
        List<ConnectionSlot> idle = [];
        while (!_stop.IsCancellationRequested && _waiting.Count > _ending.Count && _active.Min is { } first)
        {
            TimeSpan remaining = _options.IdleTimeout - _options.Clock.GetElapsedTime(first.SortKey);
            if (remaining > TimeSpan.Zero)
            {
                _timer.Change(RoundedUp(remaining), Timeout.InfiniteTimeSpan);
                break;
            }

            _active.Remove(first);
            long activeAt = first.IsServed ? _options.Clock.GetTimestamp() : first.ActiveAt;
            if (first.SortKey == activeAt)
            {
                _ending.Add(first);
                idle.Add(first);
            }
            else
            {
                first.SortKey = activeAt;
                _active.Add(first);
            }
        }

        return [.. idle];
    }

    // Timers count whole milliseconds. Without rounding up, they would repeatedly expire too early.
    private static TimeSpan RoundedUp(TimeSpan time) => TimeSpan.FromMilliseconds(Math.Ceiling(time.TotalMilliseconds));

    private void EndAll(ConnectionSlot[] idle)
    {
        foreach (ConnectionSlot slot in idle)
        {
            _counters.AddEvictedIdle();
            slot.End();
        }
    }
}
