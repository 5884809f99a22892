namespace Slurm.Tests;

internal sealed class LateClock(TimeSpan later) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + later;
}
