namespace Testbeds.Tests;

/// <summary>Clock whose date is set manually; its timers are those of the system.</summary>
internal sealed class HandClock : TimeProvider
{
    // 2026-11-21 18:00:00 UTC.
    private DateTimeOffset _now = DateTimeOffset.FromUnixTimeSeconds(1_795_284_000);

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan time) => _now += time;
}
