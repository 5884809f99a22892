namespace Scalewright.Listeners;

/// <summary>
/// Returns memory to the system after requests held much of it. A process without work collects no garbage, so that it
/// would keep what an attack made it take. Thread-safe.
/// </summary>
/// <param name="highBytes">Number of held bytes above which a collection follows.</param>
internal sealed class MemoryRelease(long highBytes, TimeProvider clock, Action collect)
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MinInterval = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private bool _wasHigh;
    private long? _collectedAt;
    private ITimer? _timer;

    /// <summary>
    /// Observes a change of the held bytes. A second after they fall from above the high mark to zero, garbage is
    /// collected once; at most once a minute, and not while they are high again.
    /// </summary>
    /// <param name="heldBytes">Bytes held after the change.</param>
    public void Observe(long heldBytes)
    {
        lock (_gate)
        {
            if (heldBytes > highBytes)
            {
                _wasHigh = true;
                Disarm();
            }
            else if (heldBytes == 0 && _wasHigh && _timer is null)
            {
                _timer = clock.CreateTimer(
                    static state => ((MemoryRelease)state!).Release(), this, NextDelay(), Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Release()
    {
        lock (_gate)
        {
            if (_timer is null)
            {
                return;
            }

            Disarm();
            _wasHigh = false;
            _collectedAt = clock.GetTimestamp();
        }

        collect();
    }

    private void Disarm()
    {
        _timer?.Dispose();
        _timer = null;
    }

    private TimeSpan NextDelay()
    {
        TimeSpan left = _collectedAt is { } last ? MinInterval - clock.GetElapsedTime(last) : TimeSpan.Zero;
        return left > Delay ? left : Delay;
    }
}
