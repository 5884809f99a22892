using Scalewright.Agents;
using Scalewright.Clusters;
using Scalewright.Plugins;
using Scalewright.Profiles;
using Scalewright.Providers.Kubernetes;
using Scalewright.Topologies;

// The agent of pods; and with an address a program that makes a cluster of three pods there, removes one, and then all. Tests kill it at each of its requests.
if (args is not [var address] || !Uri.TryCreate(address, UriKind.Absolute, out Uri? root) || root.Scheme != Uri.UriSchemeHttp)
{
    return await ScalewrightAgent.TryRunAsync(args) ? 0 : 2;
}

await using KubernetesProvider provider = new(new KubernetesProviderOptions(new KubernetesAccess(root)) { Image = "node", Grace = TimeSpan.Zero });
await using Cluster cluster = await Cluster.Create(Farm(3)).UseProvider(provider).ProvisionAsync();
await cluster.ApplyAsync(Farm(2));
Console.WriteLine($"{cluster.Nodes.Count} nodes");
await cluster.DestroyAsync();
return 0;

static Topology Farm(int count) => Topology.Create("killed").AddProfile(Profile.Create("web").WithCount(count).Build()).Build();
