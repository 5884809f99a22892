using Scalewright;
using Scalewright.Agents.Services;
using Scalewright.Clusters;
using Scalewright.Clusters.Registry;
using Scalewright.Providers.Local;
using Scalewright.Providers.Ssh;
using Scalewright.Topologies;

namespace VirtCluster;

/// <summary>Nodes of the example with the tags that the job uses, and the cluster that provisions them.</summary>
/// <param name="Nodes">The nodes; the first is the server, the others are its clients.</param>
/// <param name="Cluster">Provisions the nodes.</param>
internal sealed record ProviderArguments(ValueList<RegisteredNode> Nodes, ClusterBuilder Cluster)
{
    /// <summary>Two nodes of this machine, plain processes on 127.0.0.2 and 127.0.0.3.</summary>
    /// <param name="folder">Folder of the nodes.</param>
    /// <param name="services">Services of the nodes.</param>
    public static ProviderArguments Local(string folder, ServiceSet services)
    {
        NodeGroup group = new("hosts", "by-hand") { Nodes = [new NodeSpec("node1", 1), new NodeSpec("node2", 2)] };
        Topology two = Topology.Create("virt-cluster").AddGroup(group).Build();
        Subnet range = Subnet.TryParse("127.0.0.0/16", out Subnet parsed) ? parsed : default;
        LocalProvider provider = new(new LocalOptions { Isolation = LocalIsolation.Processes, Folder = folder, AddressRange = range, Services = services });
        return new ProviderArguments(Tagged(("node1", "127.0.0.2"), ("node2", "127.0.0.3")), Scalewright.Clusters.Cluster.Create(two).UseOwnedProvider(provider));
    }

    /// <summary>The machines of a file, over SSH. The agent is deployed to them and removed with the cluster.</summary>
    /// <param name="options">Options of the SSH provider.</param>
    public static ProviderArguments Ssh(string path, SshOptions options)
    {
        HostFile file = HostFile.Load(path);
        return new ProviderArguments(Tagged([.. file.Hosts.Select(host => (host.Name, host.Address.Host))]), Scalewright.Clusters.Cluster.FromFile(file, options));
    }

    private static ValueList<RegisteredNode> Tagged(params (string Name, string Address)[] nodes) =>
        [.. nodes.Select((node, index) => new RegisteredNode(node.Name, node.Address) { Tag = index == 0 ? "server" : "client" })];
}
