using System.Text.Json.Serialization;

namespace Scalewright.Providers.Local;

/// <summary>
/// Traffic shape of the link of a node. Commands and files of the controller do not pass the link, so a cut node stays
/// reachable for the controller.
/// </summary>
public sealed record LinkConditions
{
    /// <summary>A link without any shaping.</summary>
    public static LinkConditions Unimpaired { get; } = new();

    /// <summary>Bandwidth in bytes per second for each direction, 1,000 or more. Default null: unlimited.</summary>
    public long? MaxBytesPerSecond { get; init; }

    /// <summary>
    /// Probability that an IPv4 packet to the node is lost, 0 to 1. Default 0. Needs iptables. For losses in both
    /// directions, shape the nodes at both ends.
    /// </summary>
    public double Loss { get; init; }

    /// <summary>
    /// Names of nodes of the same owner whose IPv4 packets to this node are dropped. Default none. Needs iptables. To
    /// cut the connection between two nodes, set this on both.
    /// </summary>
    public ValueList<string> BlockedInboundNodes { get; init; } = [];

    /// <summary>
    /// Settings for packets from individual nodes of the same owner, each node once. Default none. IPv4 packets and ARP
    /// requests are matched by their sender; packets that a node forwards for others are not its own. The longer of two
    /// times applies, and loss probabilities add to those of the link. Carried as for <see cref="Delay"/>, and not
    /// measured.
    /// </summary>
    public ValueList<InboundLinkFault> InboundLinks { get; init; } = [];

    /// <summary>Directions in which all packets are dropped. Default none.</summary>
    public BlockedDirections BlockedDirections { get; init; } = BlockedDirections.None;

    /// <summary>
    /// Additional delay of each packet to the node, of any kind, 0 to 10 seconds. Default 0. The delay is a minimum; a
    /// busy machine adds scheduling delays. For a delay in both directions, shape the nodes at both ends. This program
    /// carries the packets of a delayed node. When it exits without restoring the link, the node is disconnected until
    /// the link is restored.
    /// </summary>
    public TimeSpan Delay { get; init; }

    /// <summary>
    /// Maximum random time added to <see cref="Delay"/>, drawn for each packet between 0 and this value, 0 to 10
    /// seconds. Default 0. Packets keep their order: a packet with a smaller value waits for those before it.
    /// </summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>
    /// Probability that a packet to the node arrives twice, 0 to 1. Default 0. Carried as for <see cref="Delay"/>.
    /// </summary>
    public double Duplication { get; init; }

    /// <summary>
    /// Probability that a packet to the node is held back so that later packets overtake it, 0 to 1. Default 0. Carried
    /// as for <see cref="Delay"/>.
    /// </summary>
    public double Reordering { get; init; }

    /// <summary>Minimum time for which a reordered packet is held back, 0 to 10 seconds. Default 1 ms.</summary>
    public TimeSpan ReorderingDelay { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// Maximum random time added to <see cref="ReorderingDelay"/>, drawn for each packet between 0 and this value, 0 to
    /// 10 seconds. Default 19 ms.
    /// </summary>
    public TimeSpan ReorderingJitter { get; init; } = TimeSpan.FromMilliseconds(19);

    /// <summary>Seed for jitter, duplication and reordering, which makes them reproducible. Default 0.</summary>
    public int Seed { get; init; }

    /// <summary>True if a program must carry the packets.</summary>
    [JsonIgnore]
    internal bool NeedsRelay =>
        Delay > TimeSpan.Zero || Jitter > TimeSpan.Zero || Duplication > 0 || Reordering > 0 || InboundLinks.Count > 0;
}
