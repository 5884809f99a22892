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

    /// <summary>In which direction nothing passes; default in none.</summary>
    public LinkCut Cut { get; init; } = LinkCut.None;

    /// <summary>Time that each packet takes longer. Nothing here can do that yet, so all but 0, the default, is refused.</summary>
    public TimeSpan Delay { get; init; }
}
