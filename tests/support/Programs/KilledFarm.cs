namespace TestPrograms;

/// <summary>Creates a cluster, loses a node, and destroys it. Tests kill the program at each of its changes.</summary>
internal static class KilledFarm
{
    public static Topology Sized(int count) => Topology.Create("killed").AddProfile(Profile.Create("web").WithCount(count).Build()).Build();

    public static async Task<int> RunAsync(IProvider provider, int count)
    {
        await using Cluster cluster = await Cluster.Create(Sized(count)).UseProvider(provider).ProvisionAsync();
        await cluster.ApplyAsync(Sized(count - 1));
        Console.WriteLine($"{cluster.Nodes.Count} nodes");
        await cluster.DestroyAsync();
        return 0;
    }
}
