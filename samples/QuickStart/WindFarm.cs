using Scalewright.Plugins;
using Scalewright.Profiles;

namespace QuickStart;

/// <summary>The farm's profile, grown to a size.</summary>
internal static class WindFarm
{
    /// <summary>The largest farm: 20,000 nodes are 60,000 turbines, for which the profile's network has addresses.</summary>
    public const int NodesMax = 20_000;

    private const int ContainersPerTurbine = 6;

    /// <summary>Reads the profile beside the program.</summary>
    /// <exception cref="ProfileException">The file is not right; all problems are told.</exception>
    public static Profile Load() => ProfileReader.Load(Path.Combine(AppContext.BaseDirectory, "wind-farm.yaml"))[0];

    /// <summary>The farm with as many turbines as fill a number of nodes.</summary>
    /// <param name="farm">The farm as its profile says.</param>
    /// <param name="nodes">How many nodes; null: as the profile says.</param>
    public static Profile Grow(Profile farm, int? nodes) => nodes is { } wanted
        ? farm with { Count = Math.Max(1, (int)((long)wanted * (farm.ContainersPerNode ?? ContainersPerTurbine) / ContainersPerTurbine)) }
        : farm;
}
