namespace Scalewright.Journals;

// A holder that has nothing to write gives its signs of life all the same, and makes durable how far it came.
internal sealed partial class DurableStore
{
    private const int SignsPerLease = 4;
    private static readonly TimeSpan SignPauseMin = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan SignPauseMax = TimeSpan.FromHours(1);
    private readonly PeriodicTimer _signs;
    private bool _isSignDue;

    private static PeriodicTimer TimerOf(DurableStoreOptions options)
    {
        TimeSpan pause = options.Lease / SignsPerLease;
        pause = pause < SignPauseMin ? SignPauseMin : pause > SignPauseMax ? SignPauseMax : pause;
        return new PeriodicTimer(pause, (options.Clock as IBackgroundClock)?.Background ?? options.Clock);
    }

    // Ends with the timer. Nobody waits for it: where time stands still for good, as after a simulation, that would be for ever.
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

    // The one who writes does this, too: nobody else may touch the lock.
    private async ValueTask GiveSignAsync()
    {
        _lock.Check();
        await RenewAsync();
        await _watermark.FlushAsync();
    }
}
