namespace Scalewright.Providers.Simulation;

/// <summary>Reclaims spot nodes of a cloud, youngest first, with the notice period of the cloud.</summary>
/// <param name="Cloud">The cloud. Empty: the cloud of nodes that name none.</param>
/// <param name="CountMax">Maximum number of nodes.</param>
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
