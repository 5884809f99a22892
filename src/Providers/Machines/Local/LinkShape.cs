using System.Text.Json.Serialization;

namespace Scalewright.Providers.Local;

/// <summary>How the link of one node behaves. Commands and files of the controller do not pass it, so a cut node can still be looked into.</summary>
public sealed record LinkShape
{
    /// <summary>A link that nothing was done to.</summary>
    public static LinkShape Open { get; } = new();

    /// <summary>Bytes a second that go through in each direction, 1,000 or more; null, the default: without limit.</summary>
    public long? BytesPerSecond { get; init; }

    /// <summary>Chance of an IPv4 packet to the node to get lost, 0 to 1; default 0. Needs iptables. Shape the nodes at both ends for losses in both directions.</summary>
    public double Loss { get; init; }

    /// <summary>Names of nodes of the same owner of which no IPv4 packet comes to the node, although others do; default none. Needs iptables. A cut between two nodes is this at both.</summary>
    public ValueList<string> DeafTo { get; init; } = [];

    /// <summary>How packets of single other nodes of the same owner fare, each node once; default none. IPv4 packets, and the questions for their addresses, are told apart by their sender; those that a node
    /// forwards for others are not its own. Of two times the longer counts, and chances of losses add to those of the link. Carried as for <see cref="Delay"/>, and not measured.</summary>
    public ValueList<NodeWay> Ways { get; init; } = [];

    /// <summary>In which direction nothing passes; default in none.</summary>
    public LinkCut Cut { get; init; } = LinkCut.None;

    /// <summary>Time that each packet to the node takes longer, whatever it is, 0 to 10 seconds; default 0. Never less; more by the turns that a busy machine takes. Shape the nodes at both
    /// ends for a delay in both directions. This program carries the packets of a node with a delay: when it ends without restoring the link, the node is cut off until somebody does.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>The longest time that is added to <see cref="Delay"/>, drawn anew for each packet from 0 on, 0 to 10 seconds; default 0. Packets keep their order: one that drew less waits for those before it.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>Chance of a packet to the node to arrive twice, 0 to 1; default 0. Carried as for <see cref="Delay"/>.</summary>
    public double Duplication { get; init; }

    /// <summary>Chance of a packet to the node to be held back so that later ones overtake it, 0 to 1; default 0. Carried as for <see cref="Delay"/>.</summary>
    public double Reordering { get; init; }

    /// <summary>How long a packet is held back at least, 0 to 10 seconds; default 1 ms.</summary>
    public TimeSpan ReorderingDelay { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>The longest time that is added to <see cref="ReorderingDelay"/>, drawn anew for each packet from 0 on, 0 to 10 seconds; default 19 ms.</summary>
    public TimeSpan ReorderingJitter { get; init; } = TimeSpan.FromMilliseconds(19);

    /// <summary>What jitter, doubles and packets held back are drawn from: the same packets under the same seed fare alike. Default 0.</summary>
    public int Seed { get; init; }

    /// <summary>Whether packets have to be carried by a program.</summary>
    [JsonIgnore]
    internal bool NeedsRelay => Delay > TimeSpan.Zero || Jitter > TimeSpan.Zero || Duplication > 0 || Reordering > 0 || Ways.Count > 0;
}
