namespace Loopback.Control;

/// <summary>Time that begins as the system's and runs with it, and can be moved on: what was to happen meanwhile happens at once.</summary>
public sealed class SteeredClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly HashSet<SteeredTimer> _timers = [];
    private TimeSpan _ahead;

    /// <summary>How far it is before the system's.</summary>
    public TimeSpan Ahead
    {
        get
        {
            lock (_gate)
            {
                return _ahead;
            }
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;

    public override long GetTimestamp() => System.GetElapsedTime(0).Ticks + Ahead.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        SteeredTimer timer = new(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves time on.</summary>
    /// <param name="by">By how much, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is below 0.</exception>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        SteeredTimer[] timers;
        lock (_gate)
        {
            _ahead += by;
            timers = [.. _timers];
        }

        foreach (SteeredTimer timer in timers)
        {
            timer.Arm();
        }
    }

    internal void Keep(SteeredTimer timer, bool isArmed)
    {
        lock (_gate)
        {
            _ = isArmed ? _timers.Add(timer) : _timers.Remove(timer);
        }
    }
}

/// <summary>A timer of a clock that can be moved on: one of the system, set anew each time it is.</summary>
internal sealed class SteeredTimer : ITimer
{
    // Timers of the system take 49 days; what is farther away is set again then.
    private static readonly long LongestTicks = TimeSpan.FromDays(40).Ticks;
    private readonly Lock _gate = new();
    private readonly SteeredClock _clock;
    private readonly ITimer _inner;
    private readonly TimerCallback _callback;
    private readonly object? _state;
    private long? _due;
    private TimeSpan _period = Timeout.InfiniteTimeSpan;

    public SteeredTimer(SteeredClock clock, TimerCallback callback, object? state)
    {
        (_clock, _callback, _state) = (clock, callback, state);
        _inner = TimeProvider.System.CreateTimer(static self => ((SteeredTimer)self!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            _due = dueTime == Timeout.InfiniteTimeSpan ? null : _clock.GetTimestamp() + dueTime.Ticks;
            _period = period;
        }

        return Arm();
    }

    /// <summary>Sets the system's timer to what is left until it is due.</summary>
    public bool Arm()
    {
        lock (_gate)
        {
            _clock.Keep(this, _due is not null);
            return _inner.Change(_due is { } due ? TimeSpan.FromTicks(Math.Clamp(due - _clock.GetTimestamp(), 0, LongestTicks)) : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _due = null;
            _clock.Keep(this, isArmed: false);
        }

        _inner.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void Fire()
    {
        lock (_gate)
        {
            if (_due is null)
            {
                return;
            }

            // The system may be some ticks early, or this was as far as it goes.
            if (_due > _clock.GetTimestamp())
            {
                Arm();
                return;
            }

            // What was missed while time was moved on is called once, as by the system's timers of a machine that slept.
            _due = _period > TimeSpan.Zero ? _clock.GetTimestamp() + _period.Ticks : null;
            Arm();
        }

        _callback(_state);
    }
}
