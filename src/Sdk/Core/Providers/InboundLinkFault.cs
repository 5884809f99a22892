namespace Scalewright.Providers;

/// <summary>Faults of the network path from another node to a node. Default values inject no fault.</summary>
/// <param name="FromNode">Name of the other node, which has the same owner.</param>
public sealed record InboundLinkFault(string FromNode)
{
    /// <summary>Additional delay of each packet, 0 or more.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Maximum random time added to <see cref="Delay"/>, drawn from 0 upwards for each packet.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>Probability that a packet is lost, 0 to 1.</summary>
    public double Loss { get; init; }

    /// <summary>Bandwidth limit in bytes per second. Null: unlimited.</summary>
    public long? MaxBytesPerSecond { get; init; }

    /// <summary>Probability that a packet arrives twice, 0 to 1.</summary>
    public double Duplication { get; init; }

    /// <summary>Probability that a packet is held back so that later packets overtake it, 0 to 1.</summary>
    public double Reordering { get; init; }

    /// <summary>Minimum time that a reordered packet is held back. Default 1 ms.</summary>
    public TimeSpan ReorderingDelay { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Maximum random time added to <see cref="ReorderingDelay"/>, drawn per packet. Default 19 ms.</summary>
    public TimeSpan ReorderingJitter { get; init; } = TimeSpan.FromMilliseconds(19);
}
