using Scalewright.Clusters;
using Scalewright.Plugins;
using Scalewright.Profiles;
using Scalewright.Providers.Vagrant;
using Scalewright.Topologies;

// Makes a cluster of two VMs, removes one, and then the other. Tests kill this program at each of its changes.
if (args is not [var folder, var vagrant])
{
    return 2;
}

await using VagrantProvider provider = new(new VagrantOptions(folder) { Program = vagrant, Hypervisor = "loopback", CallsMax = 1 });
await using Cluster cluster = await Cluster.Create(Farm(2)).UseProvider(provider).ProvisionAsync();
await cluster.ApplyAsync(Farm(1));
Console.WriteLine($"{cluster.Nodes.Count} nodes");
await cluster.DestroyAsync();
return 0;

static Topology Farm(int count) => Topology.Create("killed").AddProfile(Profile.Create("web").WithCount(count).Build()).Build();
