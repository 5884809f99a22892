namespace Scalewright.Logs;

/// <summary>Assigns the connection slots of a server and queues further connections. Thread-safe.</summary>
/// <remarks>If connections wait, the one idle longest beyond the timeout is ended.</remarks>
internal sealed class LogPlaces : IDisposable
{
    // The noted time is never later than the true one. So if the time of the first is exact, it has been idle longest.
    private static readonly Comparer<LogPlace> BySilence = Comparer<LogPlace>.Create(static (one, other) => (one.NotedAt, one.Number).CompareTo((other.NotedAt, other.Number)));

    private readonly Lock _gate = new();
    private readonly Queue<Socket> _waiting = new();
    private readonly SortedSet<LogPlace> _staying = new(BySilence);
    private readonly HashSet<LogPlace> _leaving = [];
    private readonly LogServerOptions _options;
    private readonly LogTally _tally;
    private readonly CancellationToken _stop;
    private readonly ITimer _timer;
    private long _count;

    public LogPlaces(LogServerOptions options, LogTally tally, CancellationToken stop)
    {
        (_options, _tally, _stop) = (options, tally, stop);
        _timer = options.Clock.CreateTimer(_ => Admit(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Assigns a slot to a connection; null if it has to wait.</summary>
    public LogPlace? Enter(Socket connection)
    {
        LogPlace[] silent;
        lock (_gate)
        {
            if (_staying.Count + _leaving.Count < _options.ConnectionsMax)
            {
                return Take();
            }

            _waiting.Enqueue(connection);
            silent = TakeSilent();
            _tally.AddWaiting(1);
            _tally.AddDelayed();
        }

        SendAway(silent);
        return null;
    }

    /// <summary>Releases a slot.</summary>
    /// <returns>The connection that waited longest, with its slot; null if no connection waits.</returns>
    public (Socket Connection, LogPlace Place)? Leave(LogPlace place)
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

    private LogPlace Take()
    {
        LogPlace place = new(_count++, _options.Clock, _stop);
        _staying.Add(place);
        return place;
    }

    private void Admit()
    {
        LogPlace[] silent;
        lock (_gate)
        {
            silent = TakeSilent();
        }

        SendAway(silent);
    }

    // Ends at most one connection per waiting one. When the server stops, all end anyway.
    private LogPlace[] TakeSilent()
    {
        List<LogPlace> silent = [];
        while (!_stop.IsCancellationRequested && _waiting.Count > _leaving.Count && _staying.Min is { } first)
        {
            TimeSpan left = _options.SilenceMax - _options.Clock.GetElapsedTime(first.NotedAt);
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

    // Timers count whole milliseconds and must not repeatedly expire too early.
    private static TimeSpan RoundedUp(TimeSpan time) => TimeSpan.FromMilliseconds(Math.Ceiling(time.TotalMilliseconds));

    private void SendAway(LogPlace[] silent)
    {
        foreach (LogPlace place in silent)
        {
            _tally.AddSilent();
            place.End();
        }
    }
}
