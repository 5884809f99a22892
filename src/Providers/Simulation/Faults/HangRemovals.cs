using Scalewright.Providers.Simulation.Worlds;

namespace Scalewright.Providers.Simulation;

/// <summary>Nodes whose removal is ordered meanwhile stay leaving for ever, and hold what they hold.</summary>
public sealed record HangRemovals : Fault
{
    /// <summary>Those of this cloud; null, the default: of all.</summary>
    public string? Cloud { get; init; }

    private protected override string Words => $"removals{FaultWords.OfCloud(Cloud)} hang{Time}";

    internal override void CheckValues(FaultCheck check) => check.Cloud(nameof(Cloud), Cloud);

    internal override Action? Begin(World world) => world.Nodes.BeginTrouble(new NodeTrouble(NodeTroubleKind.HangsInRemoval, Cloud, 1, Word));
}
