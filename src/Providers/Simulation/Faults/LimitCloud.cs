using Scalewright.Providers.Simulation.Worlds;

namespace Scalewright.Providers.Simulation;

/// <summary>A cloud has less to give.</summary>
/// <param name="Cloud">The cloud; empty: that of nodes which name none.</param>
public sealed record LimitCloud(string Cloud) : Fault
{
    /// <summary>Nodes it has; null, the default: as before.</summary>
    public int? CapacityCount { get; init; }

    /// <summary>Nodes this user may have; null, the default: as before.</summary>
    public int? QuotaCount { get; init; }

    internal override void CheckValues(FaultCheck check)
    {
        check.Cloud(nameof(Cloud), Cloud);
        check.Count(nameof(CapacityCount), CapacityCount, 0);
        check.Count(nameof(QuotaCount), QuotaCount, 0);
    }

    internal override Action? Begin(World world) => world.Clouds.Change(Cloud, model => model with
    {
        CapacityCount = CapacityCount ?? model.CapacityCount,
        QuotaCount = QuotaCount ?? model.QuotaCount,
    });
}
