namespace Scalewright.Experiments.Processes;

/// <summary>Work that costs time and no processor. As long as more waits, a wait that took too long shortens the next ones: in the long run a record costs just its time.</summary>
internal sealed class WaitingWork(TimeProvider clock) : IRecordWork
{
    // Who stood still for longer does not make up for it.
    private static readonly TimeSpan DebtMax = TimeSpan.FromSeconds(2);
    private readonly long _begun = clock.GetTimestamp();
    private TimeSpan _until;

    public async Task<double> DoAsync(double seconds, bool hasMore, CancellationToken cancellationToken)
    {
        TimeSpan now = clock.GetElapsedTime(_begun);
        TimeSpan earliest = hasMore ? now - DebtMax : now;
        _until = (_until > earliest ? _until : earliest) + TimeSpan.FromSeconds(seconds);
        if (_until > now)
        {
            await Task.Delay(_until - now, clock, cancellationToken);
        }

        return seconds;
    }

    public void Dispose()
    {
    }
}

/// <summary>What an instance does with its time.</summary>
internal interface IRecordWork : IDisposable
{
    /// <summary>Does some work.</summary>
    /// <param name="seconds">How much.</param>
    /// <param name="hasMore">Whether more waits behind it.</param>
    /// <returns>How many seconds the instance was busy.</returns>
    Task<double> DoAsync(double seconds, bool hasMore, CancellationToken cancellationToken);
}
