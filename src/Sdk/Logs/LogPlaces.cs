using System.Net.Sockets;

namespace Scalewright.Logs;

/// <summary>Who has a place in a server, who waits for one, and who gives way: a connection without a record, when its time is over and another waits. Thread-safe.</summary>
internal sealed class LogPlaces(LogServerOptions options, LogTally tally, CancellationToken stop)
{
    private readonly Lock _gate = new();
    private readonly Queue<Socket> _waiting = new();
    private readonly Dictionary<LogPlace, ITimer> _taken = [];
    private readonly LinkedList<LogPlace> _silent = new();
    private readonly HashSet<LogPlace> _leaving = [];

    /// <summary>Takes a place for a connection; null when it has to wait for one.</summary>
    public LogPlace? Enter(Socket connection)
    {
        LogPlace? silent;
        lock (_gate)
        {
            if (_taken.Count < options.ConnectionsMax)
            {
                return Take();
            }

            _waiting.Enqueue(connection);
            tally.AddWaiting(1);
            tally.AddDelayed();
            silent = NextToLeave();
        }

        SendAway(silent);
        return null;
    }

    /// <summary>Gives a place back.</summary>
    /// <returns>The connection that waited longest and its place; null when none waits.</returns>
    public (Socket Connection, LogPlace Place)? Leave(LogPlace place)
    {
        lock (_gate)
        {
            _taken.Remove(place, out ITimer? timer);
            timer?.Dispose();
            _silent.Remove(place);
            _leaving.Remove(place);
            place.Dispose();
            if (!_waiting.TryDequeue(out Socket? next))
            {
                return null;
            }

            tally.AddWaiting(-1);
            return (next, Take());
        }
    }

    /// <summary>Closes those that wait.</summary>
    public void CloseWaiting()
    {
        lock (_gate)
        {
            tally.AddWaiting(-_waiting.Count);
            while (_waiting.TryDequeue(out Socket? connection))
            {
                connection.Dispose();
            }
        }
    }

    private LogPlace Take()
    {
        LogPlace place = new(stop);
        _taken.Add(place, options.Clock.CreateTimer(_ => Note(place), null, options.SilenceMax, Timeout.InfiniteTimeSpan));
        return place;
    }

    private void Note(LogPlace place)
    {
        LogPlace? silent;
        lock (_gate)
        {
            if (place.HasSpoken || !_taken.ContainsKey(place))
            {
                return;
            }

            _silent.AddLast(place);
            silent = NextToLeave();
        }

        SendAway(silent);
    }

    // One leaves for each that waits, and no more.
    private LogPlace? NextToLeave()
    {
        while (_waiting.Count > _leaving.Count && _silent.First is { } first)
        {
            _silent.RemoveFirst();
            if (!first.Value.HasSpoken)
            {
                _leaving.Add(first.Value);
                return first.Value;
            }
        }

        return null;
    }

    private void SendAway(LogPlace? place)
    {
        if (place is not null)
        {
            tally.AddSilent();
            place.End();
        }
    }
}
