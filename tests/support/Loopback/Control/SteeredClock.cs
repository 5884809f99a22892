namespace Loopback.Control;

/// <summary>The system's clock, but it can be advanced, at which timers that become due fire at once.</summary>
public sealed class SteeredClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly HashSet<SteeredTimer> _timers = [];
    private TimeSpan _ahead;

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

internal sealed class SteeredTimer : ITimer
{
    // System timers are limited to 49 days; a later due time is reached in several steps.
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
        _inner = TimeProvider.System.CreateTimer(
            static self => ((SteeredTimer)self!).Fire(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
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

    public bool Arm()
    {
        lock (_gate)
        {
            _clock.Keep(this, _due is not null);
            return _inner.Change(
                _due is { } due ? TimeSpan.FromTicks(Math.Clamp(due - _clock.GetTimestamp(), 0, LongestTicks)) : Timeout.InfiniteTimeSpan,
                Timeout.InfiniteTimeSpan
            );
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

            // The system timer may fire some ticks early, or this was only one of several steps.
            if (_due > _clock.GetTimestamp())
            {
                Arm();
                return;
            }

            // Periods missed while the clock was advanced fire once, as with system timers after sleep.
            _due = _period > TimeSpan.Zero ? _clock.GetTimestamp() + _period.Ticks : null;
            Arm();
        }

        _callback(_state);
    }
}
