namespace Scalewright.Providers.Simulation;

/// <summary>Machines that are turned on meanwhile never get to run: their nodes stay pending.</summary>
public sealed record HangBoots : Fault
{
    /// <summary>Those of this cloud; null, the default: of all.</summary>
    public string? Cloud { get; init; }

    private protected override string Words => $"boots{FaultWords.OfCloud(Cloud)} hang{Time}";

    internal override void CheckValues(FaultCheck check) => check.Cloud(nameof(Cloud), Cloud);

    internal override Action? Begin(World world) => world.Nodes.BeginTrouble(new NodeTrouble(NodeTroubleKind.HangsInBoot, Cloud, 1, Word));
}
