namespace Scalewright.Providers;

/// <summary>All that is done to a node on purpose at one time, to see what a program makes of it. The default is nothing.</summary>
public sealed record NodeHarm
{
    /// <summary>Nothing is done to it.</summary>
    public static NodeHarm None { get; } = new();

    /// <summary>Whether it stands still and answers nothing.</summary>
    public bool IsPaused { get; init; }

    /// <summary>Whether it is off: nothing of it runs or can be started. When that is undone it is as after its start, with none of the programs it had.</summary>
    public bool IsDown { get; init; }

    /// <summary>Whether it hears nothing from other nodes.</summary>
    public bool IsDeaf { get; init; }

    /// <summary>Whether no other node hears it.</summary>
    public bool IsMute { get; init; }

    /// <summary>Names of nodes of the same owner that it does not hear; default none.</summary>
    public ValueList<string> DeafTo { get; init; } = [];

    /// <summary>How packets of single other nodes fare on their way to it, each node once; default none. Where its whole link is slow as well, each time is the longer of the two.</summary>
    public ValueList<NodeWay> Ways { get; init; } = [];

    /// <summary>Bytes a second that its link lets through in each direction; null: as many as ever.</summary>
    public long? BytesPerSecond { get; init; }

    /// <summary>Whether nothing more can be written into its own folder.</summary>
    public bool IsDiskFull { get; init; }

    /// <summary>Chance of a packet to it to get lost, 0 to 1.</summary>
    public double Loss { get; init; }

    /// <summary>Time that each packet to it takes longer, 0 or more.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>The longest time that is added to <see cref="Delay"/>, drawn anew for each packet from 0 on.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>Chance of a packet to it to arrive twice, 0 to 1.</summary>
    public double Duplication { get; init; }

    /// <summary>Chance of a packet to it to be held back so that later ones overtake it, 0 to 1.</summary>
    public double Reordering { get; init; }

    /// <summary>How long a packet is held back at least; default 1 ms.</summary>
    public TimeSpan ReorderingDelay { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>The longest time that is added to <see cref="ReorderingDelay"/>, drawn anew for each packet from 0 on; default 19 ms.</summary>
    public TimeSpan ReorderingJitter { get; init; } = TimeSpan.FromMilliseconds(19);
}
