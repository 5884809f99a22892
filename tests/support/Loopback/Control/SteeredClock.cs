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

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;

    /// <inheritdoc/>
    public override long GetTimestamp() => System.GetElapsedTime(0).Ticks + Ahead.Ticks;

    /// <inheritdoc/>
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
