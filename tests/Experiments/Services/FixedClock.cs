namespace Experiments.Services.Tests;

/// <summary>A date that stands still; timers are the system's.</summary>
internal sealed class FixedClock(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}
