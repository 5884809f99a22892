namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>How many calls an account may make: so many a second, and so many at once after a pause.</summary>
internal sealed class CallBudget(int perSecondMax)
{
    private readonly long _cost = Math.Max(1, TimeSpan.TicksPerSecond / perSecondMax);
    private long _paidUntil = -TimeSpan.TicksPerSecond;

    /// <summary>Takes one call.</summary>
    /// <returns>Null when it is admitted; else the time after which one will be.</returns>
    public TimeSpan? TryTake(long now)
    {
        _paidUntil = Math.Max(_paidUntil, now - TimeSpan.TicksPerSecond);
        long free = now - _paidUntil;
        if (free < _cost)
        {
            return new TimeSpan(_cost - free);
        }

        _paidUntil += _cost;
        return null;
    }
}
