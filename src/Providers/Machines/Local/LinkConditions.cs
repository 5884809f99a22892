using System.Text.Json.Serialization;

namespace Scalewright.Providers.Local;

/// <summary>
/// Network conditions of a node's link. The controller's commands and file transfers do not use the link, so the
/// controller can reach a node whose link is cut.
/// </summary>
public sealed record LinkConditions
{
    /// <summary>A link without impairments.</summary>
    public static LinkConditions Unimpaired { get; } = new();

    /// <summary>Bandwidth in bytes per second for each direction, 1,000 or more. Default null: unlimited.</summary>
    public long? MaxBytesPerSecond { get; init; }

    /// <summary>
    /// Probability that an IPv4 packet to the node is lost, 0 to 1. Default 0. Requires iptables. For losses in both
    /// directions, set this on both nodes.
    /// </summary>
    public double Loss { get; init; }

    /// <summary>
    /// Names of nodes of the same owner whose IPv4 packets to this node are dropped. Default none. Requires iptables.
    /// To cut the connection between two nodes, set this on both nodes.
    /// </summary>
    public ValueList<string> BlockedInboundNodes { get; init; } = [];

    /// <summary>
    /// Settings for packets from individual nodes of the same owner, at most one entry per node. Default none. IPv4
    /// packets and ARP requests are matched by sender address, so packets that a node forwards for other nodes are not
    /// matched. Of the link and the entry, the longer delay and the longer jitter apply, and both loss probabilities.
    /// This program carries the packets, as described for <see cref="Delay"/>, but does not measure these delays.
    /// </summary>
    public ValueList<InboundLinkFault> InboundLinks { get; init; } = [];

    /// <summary>Directions in which all packets are dropped. Default none.</summary>
    public BlockedDirections BlockedDirections { get; init; } = BlockedDirections.None;

    /// <summary>
    /// Additional delay of each packet to the node, of any protocol, 0 to 10 seconds. Default 0. The delay is a
    /// minimum; a busy machine adds scheduling delays. For a delay in both directions, set this on both nodes. This
    /// program carries the packets of a delayed node. If it exits without restoring the link, the node is disconnected
    /// until the link is restored.
    /// </summary>
    public TimeSpan Delay { get; init; }

    /// <summary>
    /// Maximum random time added to <see cref="Delay"/>, drawn for each packet between 0 and this value, 0 to 10
    /// seconds. Default 0. Packets keep their order: a packet with a smaller delay waits for the packets before it.
    /// </summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>
    /// Probability that a packet to the node arrives twice, 0 to 1. Default 0. This program carries the packets, as
    /// described for <see cref="Delay"/>.
    /// </summary>
    public double Duplication { get; init; }

    /// <summary>
    /// Probability that a packet to the node is held back so that later packets overtake it, 0 to 1. Default 0. This
    /// program carries the packets, as described for <see cref="Delay"/>.
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

    /// <summary>True if this program must carry the packets.</summary>
    [JsonIgnore]
    internal bool NeedsRelay =>
        Delay > TimeSpan.Zero || Jitter > TimeSpan.Zero || Duplication > 0 || Reordering > 0 || InboundLinks.Count > 0;
}
