using Scalewright.Clusters;
using Scalewright.Plugins;
using Scalewright.Profiles;
using Scalewright.Providers.Chameleon;
using Scalewright.Topologies;

// Makes a cluster of two machines in one lease, each with an address, gives one back, and then all. Tests kill this program at each of its requests.
if (args is not [var identity])
{
    return 2;
}

await using ChameleonProvider provider = new(new ChameleonOptions([new ChameleonSite("CHI@UC", new Uri(identity), "ann", "secret")]) { FloatingNetwork = "public", ConsistencyWindow = TimeSpan.Zero });
await using Cluster cluster = await Cluster.Create(Farm(2)).UseProvider(provider).ProvisionAsync();
await cluster.ApplyAsync(Farm(1));
Console.WriteLine($"{cluster.Nodes.Count} nodes");
await cluster.DestroyAsync();
return 0;

static Topology Farm(int count) => Topology.Create("killed").AddProfile(Profile.Create("web").WithCount(count).Build()).Build();
