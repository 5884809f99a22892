namespace Slurm.Tests;

/// <summary>The system's clock, ahead by some time.</summary>
internal sealed class LateClock(TimeSpan later) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + later;
}
