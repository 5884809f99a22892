namespace Scalewright.Providers.Simulation;

/// <summary>Blocks removals requested while the fault is active. The nodes stay in the deleting state and
/// still use capacity.</summary>
public sealed record HangRemovals : Fault
{
    /// <summary>Cloud of the affected nodes. Default null: all clouds.</summary>
    public string? Cloud { get; init; }

    /// <summary>Time that each removal is blocked, 0 or more. Default null: permanently.</summary>
    public TimeSpan? HangDuration { get; init; }

    private protected override string Description =>
        $"removals{FaultDescriptions.DescribeCloud(Cloud)} hang"
        + $"{(HangDuration is { } duration ? $" for {duration} each" : "")}{DurationSuffix}";

    internal override void CheckValues(FaultCheck check)
    {
        check.Cloud(nameof(Cloud), Cloud);
        check.Length(nameof(HangDuration), HangDuration);
    }

    internal override Action? Inject(World world) =>
        world.Nodes.StartFault(new MachineFault(MachineFaultKind.HangsInRemoval, Cloud, 1, KindName) { HangDuration = HangDuration });
}
