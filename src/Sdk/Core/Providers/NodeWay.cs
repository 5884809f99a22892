namespace Scalewright.Providers;

/// <summary>How packets fare on their way from one other node to a node. What is the default is as ever.</summary>
/// <param name="From">The name of the other node, of the same owner.</param>
public sealed record NodeWay(string From)
{
    /// <summary>Time that each packet takes longer, 0 or more.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>The longest time that is added to <see cref="Delay"/>, drawn anew for each packet from 0 on.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>Chance of a packet to get lost, 0 to 1.</summary>
    public double Loss { get; init; }

    /// <summary>Bytes a second that go through; null: as many as ever.</summary>
    public long? BytesPerSecond { get; init; }

    /// <summary>Chance of a packet to arrive twice, 0 to 1.</summary>
    public double Duplication { get; init; }

    /// <summary>Chance of a packet to be held back so that later ones overtake it, 0 to 1.</summary>
    public double Reordering { get; init; }

    /// <summary>How long a packet is held back at least; default 1 ms.</summary>
    public TimeSpan ReorderingDelay { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>The longest time that is added to <see cref="ReorderingDelay"/>, drawn anew for each packet from 0 on; default 19 ms.</summary>
    public TimeSpan ReorderingJitter { get; init; } = TimeSpan.FromMilliseconds(19);
}
