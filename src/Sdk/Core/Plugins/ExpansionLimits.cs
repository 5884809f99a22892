namespace Scalewright.Plugins;

/// <summary>How much a plugin may ask for before it is called a mistake.</summary>
public sealed record ExpansionLimits
{
    /// <summary>The limits that hold when none are given.</summary>
    public static ExpansionLimits Default { get; } = new();

    /// <summary>Nodes of one profile; default 1,000,000.</summary>
    public int NodesMax { get; init; } = 1_000_000;

    /// <summary>Containers of one profile; default 10,000,000.</summary>
    public long ContainersMax { get; init; } = 10_000_000;
}
