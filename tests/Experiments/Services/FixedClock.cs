namespace Experiments.Services.Tests;

/// <summary>A clock with a fixed date. Timers use the system clock.</summary>
internal sealed class FixedClock(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}
