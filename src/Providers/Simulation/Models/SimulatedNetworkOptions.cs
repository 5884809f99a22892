namespace Scalewright.Providers.Simulation.Models;

/// <summary>Stream options of the hosts of a network. Defaults are those of TCP on Linux where available.</summary>
public sealed record SimulatedNetworkOptions
{
    // The first doubling that does not fit the 63 bits of a positive number, even for a delay of one tick.
    private const int TooManyDoublings = 63;

    /// <summary>Delay before the first retransmission, above 0; doubles each time. Default 200 ms.</summary>
    public TimeSpan InitialRetransmissionDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Maximum retransmission delay, above 0. Default 120 seconds.</summary>
    public TimeSpan MaxRetransmissionDelay { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Time without acknowledgement after which a connection fails. Default 924.6 seconds.</summary>
    public TimeSpan RetransmissionTimeout { get; init; } = TimeSpan.FromSeconds(924.6);

    /// <summary>Timeout for connecting. Default 127 seconds.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(127);

    /// <summary>Number of sent and unread bytes at which a writer waits, 1 or more. Default 256 KiB.</summary>
    public int WindowBytes { get; init; } = 256 * 1024;

    /// <summary>Maximum size of a segment in bytes, 1 or more. Default 16 KiB.</summary>
    public int SegmentBytes { get; init; } = 16 * 1024;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(InitialRetransmissionDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(MaxRetransmissionDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(WindowBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(SegmentBytes, 1);
    }

    /// <summary>Returns the delay before a retransmission, in ticks.</summary>
    /// <param name="retryCount">Number of retransmissions before it.</param>
    internal long GetRetransmissionTicks(int retryCount)
    {
        (long initial, long max) = (InitialRetransmissionDelay.Ticks, MaxRetransmissionDelay.Ticks);

        // Compares before it doubles, because the product may not fit.
        return retryCount >= TooManyDoublings || initial > max >> retryCount ? max : initial << retryCount;
    }
}
