namespace Experiments.Services.Tests;

/// <summary>A timer below the timeout fires at once and advances the time by its delay.</summary>
internal sealed class LeapingClock(TimeSpan patience) : TimeProvider
{
    private readonly Lock _gate = new();
    private DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

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
            // Timeouts for real responses use real time.
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
