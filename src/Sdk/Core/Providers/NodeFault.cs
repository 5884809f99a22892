namespace Scalewright.Providers;

/// <summary>Set of all faults injected into a node at the same time. The default has no faults.</summary>
public sealed record NodeFault
{
    /// <summary>No faults.</summary>
    public static NodeFault None { get; } = new();

    /// <summary>True if the node is paused and does not respond.</summary>
    public bool IsPaused { get; init; }

    /// <summary>
    /// True if the node is down: no program runs or can be started. After the revert, the node is in the state after a
    /// start, without its former programs.
    /// </summary>
    public bool IsPoweredOff { get; init; }

    /// <summary>True if the node receives nothing from other nodes.</summary>
    public bool IsInboundBlocked { get; init; }

    /// <summary>True if no other node receives anything from this node.</summary>
    public bool IsOutboundBlocked { get; init; }

    /// <summary>Names of nodes of the same owner from which this node receives nothing. Default empty.</summary>
    public ValueList<string> BlockedInboundNodes { get; init; } = [];

    /// <summary>
    /// Faults of the network paths from individual nodes, at most one per node. Default empty. If the whole link has a
    /// delay too, the longer of the two delays applies.
    /// </summary>
    public ValueList<InboundLinkFault> InboundLinks { get; init; } = [];

    /// <summary>Bandwidth limit of the link in each direction, in bytes per second. Null: unlimited.</summary>
    public long? MaxBytesPerSecond { get; init; }

    /// <summary>True if nothing more can be written to the node's own folder.</summary>
    public bool IsDiskFull { get; init; }

    /// <summary>Probability that a packet to the node is lost, 0 to 1.</summary>
    public double Loss { get; init; }

    /// <summary>Additional delay of each packet to the node, 0 or more.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Maximum random time added to <see cref="Delay"/>, drawn from 0 upwards for each packet.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>Probability that a packet to the node arrives twice, 0 to 1.</summary>
    public double Duplication { get; init; }

    /// <summary>Probability that a packet to the node is held back so that later packets overtake it, 0 to 1.</summary>
    public double Reordering { get; init; }

    /// <summary>Minimum time that a reordered packet is held back. Default 1 ms.</summary>
    public TimeSpan ReorderingDelay { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Maximum random time added to <see cref="ReorderingDelay"/>, drawn per packet. Default 19 ms.</summary>
    public TimeSpan ReorderingJitter { get; init; } = TimeSpan.FromMilliseconds(19);
}
