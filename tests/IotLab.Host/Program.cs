using Scalewright.Clusters;
using Scalewright.Plugins;
using Scalewright.Profiles;
using Scalewright.Providers.IotLab;
using Scalewright.Topologies;

// Asks for a start, makes a cluster of four boards in experiments of two, gives one back, and then all. Tests kill this program at each of its requests.
if (args is not [var address])
{
    return 2;
}

await using IotLabProvider provider = new(new IotLabOptions(new Uri(address), "ann", "secret") { Sites = ["grenoble"], NodesPerExperimentMax = 2, ConsistencyWindow = TimeSpan.Zero });
await provider.FindStartAsync(Farm(4));
await using Cluster cluster = await Cluster.Create(Farm(4)).UseProvider(provider).ProvisionAsync();
await cluster.ApplyAsync(Farm(3));
Console.WriteLine($"{cluster.Nodes.Count} nodes");
await cluster.DestroyAsync();
return 0;

static Topology Farm(int count) => Topology.Create("killed").AddProfile(Profile.Create("web").WithCount(count).Build()).Build();
