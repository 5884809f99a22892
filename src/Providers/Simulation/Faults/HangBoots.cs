namespace Scalewright.Providers.Simulation;

/// <summary>Prevents machines that start while the fault is active from booting. Their nodes stay pending.</summary>
public sealed record HangBoots : Fault
{
    /// <summary>Cloud of the affected machines. Default null: all clouds.</summary>
    public string? Cloud { get; init; }

    private protected override string Description => $"boots{FaultDescriptions.DescribeCloud(Cloud)} hang{DurationSuffix}";

    internal override void CheckValues(FaultCheck check) => check.Cloud(nameof(Cloud), Cloud);

    internal override Action? Inject(World world) =>
        world.Nodes.StartFault(new MachineFault(MachineFaultKind.HangsInBoot, Cloud, 1, KindName));
}
