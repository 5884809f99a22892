using Scalewright.Clusters;
using Scalewright.Plugins;
using Scalewright.Profiles;
using Scalewright.Providers.Minimega;
using Scalewright.Topologies;

// Makes a cluster of two containers at the minimega behind a socket, and removes it again. Tests kill this program at each of its commands.
if (args is not [var socket, var image])
{
    return 2;
}

await using MinimegaProvider provider = new(new MinimegaProviderOptions
{
    Socket = socket,
    Kind = MinimegaNodeKind.Container,
    Taps = [new MinimegaTap("nodes", "10.9.0.254/24")],
});
Profile farm = Profile.Create("farm").WithCount(2).WithContainersPerNode(1).WithNode(node => node with { Image = image }).Build();
await using Cluster cluster = await Cluster.Create(Topology.Create("killed").AddProfile(farm).Build()).UseProvider(provider).ProvisionAsync();
Console.WriteLine($"{cluster.Nodes.Count} nodes");
await cluster.DestroyAsync();
return 0;
