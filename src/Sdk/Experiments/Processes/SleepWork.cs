namespace Scalewright.Experiments.Processes;

/// <summary>Work that only waits. A late timer shortens later waits, so that the mean is exact.</summary>
internal sealed class SleepWork(TimeProvider clock) : IRecordWork
{
    // Longer interruptions are not compensated.
    private static readonly TimeSpan MaxDebt = TimeSpan.FromSeconds(2);
    private readonly long _start = clock.GetTimestamp();
    private TimeSpan _until;

    public async Task<double> RunAsync(double seconds, bool hasMore, CancellationToken cancellationToken)
    {
        TimeSpan now = clock.GetElapsedTime(_start);
        TimeSpan earliest = hasMore ? now - MaxDebt : now;
        _until = (_until > earliest ? _until : earliest) + TimeSpan.FromSeconds(seconds);
        if (_until > now)
        {
            await Task.Delay(_until - now, clock, cancellationToken);
        }

        return seconds;
    }

    public void Dispose() { }
}

internal interface IRecordWork : IDisposable
{
    /// <param name="seconds">Amount of work in seconds.</param>
    /// <returns>Busy time of the instance in seconds.</returns>
    Task<double> RunAsync(double seconds, bool hasMore, CancellationToken cancellationToken);
}
