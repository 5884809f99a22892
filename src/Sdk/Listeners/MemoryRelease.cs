namespace Scalewright.Listeners;

/// <summary>Returns memory to the system after requests held much of it. Thread-safe.</summary>
/// <remarks>An idle process does not collect garbage, so it would keep the memory that was allocated during an
/// attack.</remarks>
/// <param name="highBytes">High mark: number of held bytes above which garbage is collected later.</param>
internal sealed class MemoryRelease(long highBytes, TimeProvider clock, Action collect)
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MinInterval = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private bool _wasHigh;
    private long? _collectedAt;
    private ITimer? _timer;

    /// <summary>Observes a change of the held bytes.</summary>
    /// <remarks>Collects garbage one second after the held bytes fall from above the high mark to zero, at most once a
    /// minute, unless they exceed the mark again in the meantime.</remarks>
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
                _timer = clock.CreateTimer(static state => ((MemoryRelease)state!).Release(), this, NextDelay(), Timeout.InfiniteTimeSpan);
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
        TimeSpan remaining = _collectedAt is { } last ? MinInterval - clock.GetElapsedTime(last) : TimeSpan.Zero;
        return remaining > Delay ? remaining : Delay;
    }
}
