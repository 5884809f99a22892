namespace Scalewright.Providers.Simulation;

/// <summary>Blocks removals that are requested meanwhile. The nodes stay in deletion and keep their capacity.</summary>
public sealed record HangRemovals : Fault
{
    /// <summary>Cloud of the affected nodes. Default null: all clouds.</summary>
    public string? Cloud { get; init; }

    /// <summary>Time that each removal is blocked, 0 or more. Default null: permanently.</summary>
    public TimeSpan? Stay { get; init; }

    private protected override string Words => $"removals{FaultWords.OfCloud(Cloud)} hang{(Stay is { } stay ? $" for {stay} each" : "")}{Time}";

    internal override void CheckValues(FaultCheck check)
    {
        check.Cloud(nameof(Cloud), Cloud);
        check.Length(nameof(Stay), Stay);
    }

    internal override Action? Begin(World world) => world.Nodes.BeginTrouble(new NodeTrouble(NodeTroubleKind.HangsInRemoval, Cloud, 1, Word) { Stay = Stay });
}
