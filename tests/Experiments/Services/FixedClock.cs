namespace Experiments.Services.Tests;

/// <summary>A clock with a fixed date. Timers are the system's.</summary>
internal sealed class FixedClock(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}
