namespace Scalewright.Providers;

/// <summary>All that is done to a node on purpose at one time, to see what a program makes of it. The default is nothing.</summary>
public sealed record NodeHarm
{
    /// <summary>Nothing is done to it.</summary>
    public static NodeHarm None { get; } = new();

    /// <summary>Whether it stands still and answers nothing.</summary>
    public bool IsPaused { get; init; }

    /// <summary>Whether it hears nothing from other nodes.</summary>
    public bool IsDeaf { get; init; }

    /// <summary>Whether no other node hears it.</summary>
    public bool IsMute { get; init; }

    /// <summary>Names of nodes of the same owner that it does not hear; default none.</summary>
    public ValueList<string> DeafTo { get; init; } = [];

    /// <summary>Bytes a second that its link lets through in each direction; null: as many as ever.</summary>
    public long? BytesPerSecond { get; init; }

    /// <summary>Whether nothing more can be written into its own folder.</summary>
    public bool IsDiskFull { get; init; }

    /// <summary>Chance of a packet to it to get lost, 0 to 1.</summary>
    public double Loss { get; init; }
}
