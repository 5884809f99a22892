namespace Scalewright.Providers.Simulation;

/// <summary>Reclaims spot nodes of a cloud, youngest first, with the notice period of the cloud.</summary>
/// <param name="Cloud">The cloud. Empty: the cloud of nodes that do not name a cloud.</param>
/// <param name="MaxCount">Maximum number of nodes.</param>
public sealed record ReclaimSpot(string Cloud, int MaxCount) : Fault
{
    private protected override string Description =>
        $"{FaultDescriptions.Cloud(Cloud)} takes back {MaxCount} spot {(MaxCount == 1 ? "node" : "nodes")} at most";

    internal override void CheckValues(FaultCheck check)
    {
        check.NotNull(nameof(Cloud), Cloud);
        check.Cloud(nameof(Cloud), Cloud);
        check.Count(nameof(MaxCount), MaxCount, 0);
    }

    internal override Action? Inject(World world)
    {
        world.Clouds.Find(Cloud)?.Reclaim(MaxCount);
        return null;
    }
}
