namespace Scalewright.Journals;

/// <content>Lease: its holder renews it and makes its watermark durable even without changes.</content>
public sealed partial class DurableStore
{
    private const int SignsPerLease = 4;
    private static readonly TimeSpan MinSignPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan MaxSignPause = TimeSpan.FromHours(1);
    private readonly PeriodicTimer _signs;
    private bool _isSignDue;

    private static PeriodicTimer CreateTimer(DurableStoreOptions options)
    {
        long ticks = (options.LeaseDuration / SignsPerLease).Ticks;
        TimeSpan pause = TimeSpan.FromTicks(Math.Clamp(ticks, MinSignPause.Ticks, MaxSignPause.Ticks));
        return new PeriodicTimer(pause, (options.Clock as IBackgroundClock)?.Background ?? options.Clock);
    }

    // Ends with the timer. It is not awaited: if time stands still, for example after a simulation, the wait would
    // never end.
    private async Task SignAsync()
    {
        while (await _signs.WaitForNextTickAsync())
        {
            bool isIdle = false;
            lock (_gate)
            {
                if (!_isClosing && _stopped is null)
                {
                    _isSignDue = true;
                    isIdle = StartIfIdle();
                }
            }

            RunIf(isIdle);
        }
    }

    // Runs on the writer, because only the writer may access the lock.
    private async ValueTask RenewLeaseAsync()
    {
        _lock.Check();
        await RenewAsync();
        await _watermark.FlushAsync();
    }
}
