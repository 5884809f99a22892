namespace Scalewright.Profiles;

/// <summary>Size limits of profiles, checked before anything is created.</summary>
public sealed record ProfileLimits
{
    /// <summary>Default limits.</summary>
    public static ProfileLimits Default { get; } = new();

    /// <summary>Maximum units of one profile. Default 1,000,000.</summary>
    public int MaxCount { get; init; } = 1_000_000;

    /// <summary>Maximum containers of one profile. Default 1,000,000.</summary>
    public int MaxContainers { get; init; } = 1_000_000;

    /// <summary>Maximum profiles in one file. Default 10,000.</summary>
    public int MaxProfiles { get; init; } = 10_000;

    /// <summary>Maximum nodes of all profiles of one file. Default 2,000,000.</summary>
    public long MaxNodes { get; init; } = 2_000_000;
}
