using Scalewright.Plugins;
using Scalewright.Profiles;
using Scalewright.Topologies;

namespace Benchmarks.Expansion;

/// <summary>Creates nodes <c>web-00001</c> with containers <c>web-00001-c001</c>, as the template peer does.</summary>
internal sealed class WebPlugin : ScalePlugin
{
    public static PluginList Plugins { get; } = PluginList.Empty.Add(new PluginEntry("web", "1.0.0", () => new WebPlugin()));

    public static Profile Describe(string name, int nodes, int containersPerNode) =>
        Profile
            .Create(name)
            .UsePlugin("web")
            .WithContainerCount(nodes * containersPerNode)
            .WithContainersPerNode(containersPerNode)
            .WithContainer(container => container with { Gateway = "MGMT" })
            .AddNetwork("MGMT", "10.0.0.0/8")
            .AddNetwork("CTRL", "172.16.0.0/12")
            .Build();

    public static Topology Expand(Profile profile) => Topology.Create("benchmark").AddProfile(profile, Plugins).Build();

    public override int CountNodes(Profile profile) => DivideRoundingUp(profile.ContainerCount, profile.ContainersPerNode ?? 1);

    public override string NameNode(Profile profile, int number) => $"{profile.Name}-{number:00000}";

    public override int CountContainers(Profile profile, int number)
    {
        int perNode = profile.ContainersPerNode ?? 1;
        return (int)Math.Min(perNode, profile.ContainerCount - ((long)(number - 1) * perNode));
    }

    public override ContainerLayout DescribeContainers(Profile profile, NetworkAllocator networks)
    {
        NetworkAttachment[] links = [.. profile.Networks.Select(network => LinkOf(network, networks)).OfType<NetworkAttachment>()];
        ContainerRole role = new("{node}-c{number:000}")
        {
            NetworkAttachments = [.. links],
            Gateway = networks.ResolveGateway(profile.ContainerTemplate.Gateway),
        };
        return new ContainerLayout { Roles = [role], RootFs = profile.ContainerTemplate.RootFs };
    }

    public override ScriptTemplate GetTemplate(Profile profile) => WebScript.Default;

    /// <summary>Starts at the second address of every network, as the peer does, with or without a gateway.</summary>
    private static NetworkAttachment? LinkOf(NetworkTemplate network, NetworkAllocator networks) =>
        Subnet.TryParse(network.Network, out Subnet subnet)
        && networks.Allocate(network with { StartIp = subnet.First.Add(2).ToString() }, networks.ContainerCount) is { } block
            ? new NetworkAttachment(network.Name, block)
            : null;
}
