namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>What other threads want of a loop, and when the loop has to look again. The one part of a simulation that any thread may touch.</summary>
/// <param name="isReal">Whether virtual time goes as real time does; else it goes while there are programs.</param>
internal sealed class OutsideCalls(bool isReal)
{
    private readonly object _gate = new();
    private readonly Queue<Action> _calls = new();
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly long _start = TimeProvider.System.GetTimestamp();
    private int _programs;
    private bool _isClosed;

    /// <summary>Hands over something to do on the loop, in the order of the calls.</summary>
    /// <returns>False when the loop has ended: it will not be done.</returns>
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

    /// <summary>Lets the loop look again, though nothing is asked of it.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Lets the loop end.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Counts a program that has begun.</summary>
    public void Begin() => _programs++;

    /// <summary>Counts a program that has ended.</summary>
    public void End() => _programs--;

    /// <summary>The last tick that is due.</summary>
    public long Limit(long now) => isReal ? Math.Max(now, _time.GetElapsedTime(_start).Ticks) : _programs > 0 ? long.MaxValue : now;

    /// <summary>Takes the next call, if there is one.</summary>
    public bool TryTake(out Action? call)
    {
        lock (_gate)
        {
            return _calls.TryDequeue(out call);
        }
    }

    /// <summary>Waits until there is a call or an event is due.</summary>
    /// <param name="earliest">A tick before which no event is due; <see cref="long.MaxValue"/>: there is none.</param>
    /// <returns>False when the loop is to end.</returns>
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

        TimeSpan left = TimeSpan.FromTicks(Math.Clamp(earliest - _time.GetElapsedTime(_start).Ticks, 0, TimeSpan.TicksPerDay));
        return TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds));
    }
}
