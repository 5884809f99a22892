namespace Scalewright.Profiles;

/// <summary>How large a profile may get before it is called a mistake. Sizes are checked before anything is made.</summary>
public sealed record ProfileLimits
{
    /// <summary>The limits that hold when none are given.</summary>
    public static ProfileLimits Default { get; } = new();

    /// <summary>Units of one profile; default 1,000,000.</summary>
    public int CountMax { get; init; } = 1_000_000;

    /// <summary>Containers of one profile; default 1,000,000.</summary>
    public int ContainersMax { get; init; } = 1_000_000;

    /// <summary>Profiles in one file; default 10,000.</summary>
    public int ProfilesMax { get; init; } = 10_000;

    /// <summary>Nodes of all profiles of one file together; default 2,000,000.</summary>
    public long NodesMax { get; init; } = 2_000_000;
}
