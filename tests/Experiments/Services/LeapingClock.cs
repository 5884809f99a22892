namespace Experiments.Services.Tests;

/// <summary>A clock of which pauses take no time: whoever waits for less than the longest patience is woken at once, and the time is then what it waited for.</summary>
internal sealed class LeapingClock(TimeSpan patience) : TimeProvider
{
    private readonly Lock _gate = new();
    private DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>The pauses so far.</summary>
    public List<TimeSpan> Pauses { get; } = [];

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < TimeSpan.Zero || dueTime >= patience)
        {
            // A limit to a wait for a real answer: by the real time.
            return System.CreateTimer(callback, state, dueTime, period);
        }

        lock (_gate)
        {
            _now += dueTime;
            Pauses.Add(dueTime);
        }

        return System.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
