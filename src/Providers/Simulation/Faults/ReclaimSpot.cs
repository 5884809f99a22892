namespace Scalewright.Providers.Simulation;

/// <summary>A cloud takes spot nodes back, the youngest first, with its notice.</summary>
/// <param name="Cloud">The cloud; empty: that of nodes which name none.</param>
/// <param name="CountMax">How many at most.</param>
public sealed record ReclaimSpot(string Cloud, int CountMax) : Fault
{
    private protected override string Words => $"{FaultWords.Cloud(Cloud)} takes back {CountMax} spot {(CountMax == 1 ? "node" : "nodes")} at most";

    internal override void CheckValues(FaultCheck check)
    {
        check.Given(nameof(Cloud), Cloud);
        check.Cloud(nameof(Cloud), Cloud);
        check.Count(nameof(CountMax), CountMax, 0);
    }

    internal override Action? Begin(World world)
    {
        world.Clouds.Find(Cloud)?.Reclaim(CountMax);
        return null;
    }
}
