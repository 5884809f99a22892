using Scalewright.Providers.Simulation.Worlds;

namespace Scalewright.Providers.Simulation;

/// <summary>Machines that are turned on meanwhile do not boot: their nodes fail.</summary>
public sealed record FailBoots : Fault
{
    /// <summary>Those of this cloud; null, the default: of all.</summary>
    public string? Cloud { get; init; }

    /// <summary>The chance of each, 0 to 1; default 1.</summary>
    public double Chance { get; init; } = 1;

    internal override void CheckValues(FaultCheck check)
    {
        check.Chance(nameof(Chance), Chance);
        check.Cloud(nameof(Cloud), Cloud);
    }

    internal override Action? Begin(World world) => world.Nodes.BeginTrouble(new NodeTrouble(NodeTroubleKind.FailsInBoot, Cloud, Chance, ToString()));
}
