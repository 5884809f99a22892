namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>Calls of other threads to a loop, and its wake-ups. The only thread-safe part of a simulation.</summary>
/// <param name="isReal">True if virtual time follows real time; otherwise it advances while programs run.</param>
internal sealed class ExternalCallQueue(bool isReal)
{
    private readonly object _gate = new();
    private readonly Queue<Action> _calls = new();
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly long _start = TimeProvider.System.GetTimestamp();
    private int _programs;
    private bool _isClosed;

    /// <summary>Queues a call to the loop. Returns false without making the call if the loop has ended.</summary>
    public bool Post(Action call)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return false;
            }

            _calls.Enqueue(call);
            Monitor.Pulse(_gate);
            return true;
        }
    }

    /// <summary>Wakes the loop without a call.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            Monitor.Pulse(_gate);
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.Pulse(_gate);
        }
    }

    public void Start() => _programs++;

    public void End() => _programs--;

    /// <summary>Returns the last tick that is due.</summary>
    public long Limit(long now)
    {
        long simulated = _programs > 0 ? long.MaxValue : now;
        return isReal ? Math.Max(now, _time.GetElapsedTime(_start).Ticks) : simulated;
    }

    public bool TryTake(out Action? call)
    {
        lock (_gate)
        {
            return _calls.TryDequeue(out call);
        }
    }

    /// <summary>Waits for a call or a due event. Returns false when the loop must end.</summary>
    /// <param name="earliest">Tick before which no event is due; <see cref="long.MaxValue"/> for no event.</param>
    public bool Wait(long earliest)
    {
        lock (_gate)
        {
            if (_calls.Count == 0 && !_isClosed)
            {
                Monitor.Wait(_gate, Patience(earliest));
            }

            return _calls.Count > 0 || !_isClosed;
        }
    }

    private TimeSpan Patience(long earliest)
    {
        if (!isReal || earliest == long.MaxValue)
        {
            return Timeout.InfiniteTimeSpan;
        }

        TimeSpan remaining = TimeSpan.FromTicks(Math.Clamp(earliest - _time.GetElapsedTime(_start).Ticks, 0, TimeSpan.TicksPerDay));
        return TimeSpan.FromMilliseconds(Math.Ceiling(remaining.TotalMilliseconds));
    }
}
