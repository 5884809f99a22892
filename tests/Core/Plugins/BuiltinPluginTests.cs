using Scalewright.Plugins.BuiltIn;

namespace Sdk.Tests.Plugins;

public class BuiltinPluginTests
{
    private static readonly PluginList Plugins = PluginList.Empty.Add(
        new PluginEntry("builtin", "1.0.0", () => new BuiltInPluginV1()) { DeprecationReason = "use builtin 3.0.0" },
        new PluginEntry("builtin", "2.0.0", () => new BuiltInPluginV2()),
        new PluginEntry("builtin", "3.0.0", () => new BuiltInPlugin())
    );

    // The node count is ceil(containers / containers_per_node); the last node gets the remaining containers.
    [Theory]
    [InlineData(100, 10, 10, 10), InlineData(101, 10, 11, 1), InlineData(1, 18, 1, 1), InlineData(12, 5, 3, 2)]
    public void Containers_fill_nodes_in_order(int containers, int perNode, int nodes, int onLast)
    {
        Topology topology = Expand(Profile.Create("web").WithContainerCount(containers).WithContainersPerNode(perNode));

        topology.NodeCount.ShouldBe(nodes);
        topology.Nodes.Last().ContainerCount.ShouldBe(onLast);
        topology.ContainerCount.ShouldBe(containers);
    }

    [Fact]
    public void Count_is_the_number_of_nodes_when_no_containers_are_requested() =>
        Expand(Profile.Create("web").WithCount(3)).Nodes.Select(node => node.Name).ShouldBe(["node-1", "node-2", "node-3"]);

    // The latest version of builtin in phenix-apps 2.0.0 names nodes v2-node-1.
    [Fact]
    public void Version_2_names_nodes_as_phenix_does() =>
        Expand(Profile.Create("web").WithCount(2).UsePlugin("builtin", "2.0.0"))
            .Nodes.Select(node => node.Name)
            .ShouldBe(["v2-node-1", "v2-node-2"]);

    [Fact]
    public void All_profiles_without_a_prefix_except_the_first_use_their_name_in_host_names()
    {
        TopologyBuilder builder = Topology.Create("demo");
        foreach (string name in new[] { "web", "db", "cache" })
        {
            builder = builder.AddProfile(Profile.Create(name).WithCount(2).Build(), Plugins);
        }

        builder.Build().Nodes.Select(node => node.Name).ShouldBe(["cache-1", "cache-2", "db-1", "db-2", "node-1", "node-2"]);
    }

    [Fact]
    public void Explicit_prefixes_that_collide_are_rejected()
    {
        TopologyBuilder builder = Topology
            .Create("demo")
            .AddProfile(Profile.Create("web").WithHostnamePrefix("a").Build(), Plugins)
            .AddProfile(Profile.Create("db").WithHostnamePrefix("A").Build(), Plugins);

        Should
            .Throw<ExpansionException>(() => builder.Build())
            .Problems.ShouldHaveSingleItem()
            .Code.ShouldBe(ProblemCode.HostNameCollision);
    }

    [Fact]
    public void Containers_are_named_after_their_node_and_have_consecutive_addresses()
    {
        Topology topology = Expand(Profile.Create("web").WithContainerCount(3).WithContainersPerNode(2).AddNetwork("OPS", "10.40.0.0/16"));

        NodeGroup group = topology.Groups["web"];
        ContainerSpec last = group.GetContainers(group.Nodes[1])[0];
        last.Name.ShouldBe("node-2-c1");
        last.GetAddress(0).ToString().ShouldBe("10.40.0.3");
    }

    [Fact]
    public void A_gateway_named_after_a_network_is_its_first_address_and_no_container_gets_it()
    {
        Topology topology = Expand(
            Profile
                .Create("web")
                .WithContainerCount(2)
                .WithContainersPerNode(2)
                .AddNetwork("MGMT", "172.16.0.0/24")
                .WithContainer(box => box with { Gateway = "MGMT" })
        );

        NodeGroup group = topology.Groups["web"];
        group.ContainerLayout.Roles[0].Gateway.ToString().ShouldBe("172.16.0.1");
        group.GetContainers(group.Nodes[0])[0].GetAddress(0).ToString().ShouldBe("172.16.0.2");
    }

    [Fact]
    public void Addresses_start_at_the_StartIp_of_the_network()
    {
        Topology topology = Expand(
            Profile
                .Create("web")
                .WithContainerCount(2)
                .WithContainersPerNode(2)
                .AddNetwork(new NetworkTemplate("MGMT", "172.16.0.0/24") { StartIp = "172.16.0.100", Gateway = "MGMT" })
        );

        NodeGroup group = topology.Groups["web"];
        group.GetContainers(group.Nodes[0])[0].GetAddress(0).ToString().ShouldBe("172.16.0.100");
        topology.Networks["MGMT"].Gateway.ToString().ShouldBe("172.16.0.1");
    }

    [Fact]
    public void A_deprecated_version_works_and_is_reported()
    {
        TopologyBuilder builder = Topology.Create("demo").AddProfile(Profile.Create("web").UsePlugin("builtin", "1.0.0").Build(), Plugins);

        builder.Build().Nodes.First().Name.ShouldBe("node-1");
        builder.Problems.ShouldHaveSingleItem().Code.ShouldBe(ProblemCode.DeprecatedPlugin);
    }

    [Fact]
    public void An_unknown_plugin_is_rejected_with_a_suggestion() =>
        Should
            .Throw<ExpansionException>(() =>
                Topology.Create("demo").AddProfile(Profile.Create("web").UsePlugin("builtn").Build(), Plugins).Build()
            )
            .Message.ShouldContain("did you mean 'builtin'?");

    private static Topology Expand(ProfileBuilder profile) => Topology.Create("demo").AddProfile(profile.Build(), Plugins).Build();
}
