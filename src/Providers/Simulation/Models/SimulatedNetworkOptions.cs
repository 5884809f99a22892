namespace Scalewright.Providers.Simulation.Models;

/// <summary>Stream options of the hosts of a network. Defaults are those of TCP on Linux where available.</summary>
public sealed record SimulatedNetworkOptions
{
    /// <summary>Delay before the first retransmission; doubles each time. Default 200 ms.</summary>
    public TimeSpan InitialRetransmissionDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Maximum retransmission delay. Default 120 seconds.</summary>
    public TimeSpan MaxRetransmissionDelay { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Time without acknowledgement after which a connection fails. Default 924.6 seconds.</summary>
    public TimeSpan RetransmissionTimeout { get; init; } = TimeSpan.FromSeconds(924.6);

    /// <summary>Timeout for connecting. Default 127 seconds.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(127);

    /// <summary>Number of sent and unread bytes at which a writer waits, 1 or more. Default 256 KiB.</summary>
    public int WindowBytes { get; init; } = 256 * 1024;

    /// <summary>Maximum size of a segment in bytes, 1 or more. Default 16 KiB.</summary>
    public int SegmentBytes { get; init; } = 16 * 1024;
}
