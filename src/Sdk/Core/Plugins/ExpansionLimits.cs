namespace Scalewright.Plugins;

/// <summary>Size limits for the results of a plugin.</summary>
public sealed record ExpansionLimits
{
    /// <summary>Default limits.</summary>
    public static ExpansionLimits Default { get; } = new();

    /// <summary>Maximum nodes of one profile. Default 1,000,000.</summary>
    public int MaxNodes { get; init; } = 1_000_000;

    /// <summary>Maximum containers of one profile. Default 10,000,000.</summary>
    public long MaxContainers { get; init; } = 10_000_000;
}
