using Scalewright;
using Scalewright.Clusters;
using Scalewright.Journals;
using Scalewright.Planning;
using Scalewright.Providers;
using Scalewright.Providers.Simulation;
using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Clusters;

/// <summary>What holds at the end of every story, whatever happened in it: nothing is claimed that is not there, nothing is left, and nothing hangs.</summary>
internal static class SceneEnd
{
    private const string States = "/state";
    private static readonly TimeSpan Calm = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan CallMax = TimeSpan.FromHours(1);

    /// <summary>INV-1, INV-2 and INV-4: opens every state that the story left, compares it with the place, and removes all there is.</summary>
    public static async Task CheckAsync(SimulationProvider provider, CancellationToken token)
    {
        provider.Inject(new HealNetwork());
        await Task.Delay(Calm, provider.Clock, token);
        TimeSpan start = provider.Elapsed;
        foreach (string folder in Folders(provider))
        {
            await EndAsync(folder, provider, token);
        }

        await Task.Delay(provider.ConsistencyWindow, provider.Clock, token);
        (await provider.ObserveAsync(null, token)).Where(left => left.State != ResourceState.Leaving && left.Tag.Owner.Cluster == "demo").ShouldBeEmpty("INV-1: nothing is left");
        (provider.Elapsed - start).ShouldBeLessThan(CallMax, "INV-4: no call hangs");
    }

    private static string[] Folders(SimulationProvider provider)
    {
        try
        {
            return [.. provider.Files.List(States).Select(name => $"{States}/{name}")];
        }
        catch (DiskException)
        {
            // No program of the story kept a state.
            return [];
        }
    }

    private static async Task EndAsync(string folder, SimulationProvider provider, CancellationToken token)
    {
        DurableStoreOptions takingOver = new() { Holder = new LockHolder(), Chance = new Random(1), TakeOverEndedLease = true };
        LiveCluster cluster;
        try
        {
            cluster = await LiveCluster.OpenAsync(folder, provider, new ClusterSettings { Store = takingOver }, token);
            await cluster.RepairAsync(token);
        }
        catch (ClusterException superseded) when (superseded.Code == ProblemCode.OlderState || superseded.Code == ProblemCode.StaleLease)
        {
            // Another folder has what is there.
            return;
        }

        await Task.Delay(provider.ConsistencyWindow, provider.Clock, token);
        string[] there = [.. (await provider.ObserveAsync(cluster.Owner, token))
            .Where(resource => resource.Tag.Target == StepTarget.Node && resource.State != ResourceState.Leaving).Select(resource => resource.Tag.Name)];
        cluster.Nodes.Where(node => node.State == NodeState.Ready).Select(node => node.Name).ShouldBe(there, ignoreOrder: true, customMessage: "INV-2: what the state has is there, and nothing else");
        await cluster.DestroyAsync(token);
        await cluster.DisposeAsync();
    }
}
