using Scalewright.Plugins;
using Scalewright.Profiles;

namespace WindFarm;

/// <summary>The farm's profile, scaled to a size.</summary>
internal static class FarmProfile
{
    /// <summary>Maximum size. The network has addresses for 60,000 turbines, which need 20,000 nodes.</summary>
    public const int MaxNodes = 20_000;

    private const int ContainersPerTurbine = 6;

    /// <summary>Reads the profile beside the program.</summary>
    /// <exception cref="ProfileException">The file is invalid. The message lists all problems.</exception>
    public static Profile Load() => ProfileReader.Load(Path.Combine(AppContext.BaseDirectory, "wind-farm.yaml"))[0];

    /// <summary>Returns the farm with the number of turbines that fills the given number of nodes.</summary>
    /// <param name="farm">The farm of the profile.</param>
    /// <param name="nodes">Number of nodes; null for the number in the profile.</param>
    public static Profile Grow(Profile farm, int? nodes) => nodes is { } wanted
        ? farm with { Count = Math.Max(1, (int)((long)wanted * (farm.ContainersPerNode ?? ContainersPerTurbine) / ContainersPerTurbine)) }
        : farm;
}
