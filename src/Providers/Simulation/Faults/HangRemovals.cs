namespace Scalewright.Providers.Simulation;

/// <summary>Nodes whose removal is ordered meanwhile stay leaving, and hold what they hold.</summary>
public sealed record HangRemovals : Fault
{
    /// <summary>Those of this cloud; null, the default: of all.</summary>
    public string? Cloud { get; init; }

    /// <summary>How long each one stays, 0 or more; null, the default: for ever.</summary>
    public TimeSpan? Stay { get; init; }

    private protected override string Words => $"removals{FaultWords.OfCloud(Cloud)} hang{(Stay is { } stay ? $" for {stay} each" : "")}{Time}";

    internal override void CheckValues(FaultCheck check)
    {
        check.Cloud(nameof(Cloud), Cloud);
        check.Length(nameof(Stay), Stay);
    }

    internal override Action? Begin(World world) => world.Nodes.BeginTrouble(new NodeTrouble(NodeTroubleKind.HangsInRemoval, Cloud, 1, Word) { Stay = Stay });
}
