using Scalewright.Clusters;
using Scalewright.Plugins;
using Scalewright.Profiles;
using Scalewright.Providers.AutoScaling;
using Scalewright.Topologies;

// Makes a cluster of three instances, removes one, and then all. Tests kill this program at each of its requests.
if (args is not [var address, var id, var secret])
{
    return 2;
}

await using AutoScalingProvider provider = new(new AutoScalingOptions(new Uri(address), new AccessKey(id, secret)) { ConsistencyWindow = TimeSpan.Zero });
await using Cluster cluster = await Cluster.Create(Farm(3)).UseProvider(provider).ProvisionAsync();
await cluster.ApplyAsync(Farm(2));
Console.WriteLine($"{cluster.Nodes.Count} nodes");
await cluster.DestroyAsync();
return 0;

static Topology Farm(int count) => Topology.Create("killed").AddProfile(Profile.Create("web").WithCount(count).Build()).Build();
