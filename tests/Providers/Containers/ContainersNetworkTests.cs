using Scalewright.Documents;
using Scalewright.Journals;
using Scalewright.Providers.Containers;

namespace Containers.Tests;

/// <summary>Networks of topologies and default networks on real engines.</summary>
[Collection(SharedContainers.Name)]
public class ContainersNetworkTests(ContainerLabs labs)
{
    private static readonly string[] Ping = ["ping", "-c", "1", "-W", "2"];

    private readonly ContractRequests _requests = new(new Random(11), "networks", name => new NodeSpec(name, 1));

    [MachineTheory("docker", "podman", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task Nodes_without_interfaces_find_each_other_by_name_and_not_those_of_another_cluster(string engine)
    {
        await using ContainersProvider provider = new(TestContainers.OptionsFor(labs[engine]));
        await using Cluster shop = await ProvisionAsync(provider, Describe("shop", [], "", ""));
        await using Cluster other = await ProvisionAsync(provider, Describe("other", [], ""));

        (await shop.Nodes[0].RunAsync([.. Ping, "web-2"])).ExitCode.ShouldBe(0);
        (await shop.Nodes[0].RunAsync([.. Ping, shop.Nodes[1].Address])).ExitCode.ShouldBe(0);
        if (engine == "docker")
        {
            (await shop.Nodes[0].RunAsync([.. Ping, other.Nodes[0].Address])).ExitCode.ShouldBe(1);
        }

        new[] { shop.Nodes[0].Address, shop.Nodes[1].Address, other.Nodes[0].Address }
            .Order(StringComparer.Ordinal)
            .ShouldBe(["10.202.0.1", "10.202.0.2", "10.202.4.1"]);
        await shop.DestroyAsync();
        await other.DestroyAsync();
        (await ListNetworksAsync(engine)).ShouldBe("[]");
    }

    [MachineTheory("docker", "podman", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task Networks_of_a_topology_have_its_addresses_and_are_isolated_from_each_other(string engine)
    {
        await using ContainersProvider provider = new(TestContainers.OptionsFor(labs[engine]));
        Topology topology = Describe(
            "shop",
            [Network("FRONT", "10.20.0.0/24"), Network("BACK", "10.30.0.0/24"), Network("SIX", "fd00:20::/64")],
            "{vlan: FRONT, address: 10.20.0.7}",
            "{vlan: FRONT}, {vlan: BACK, address: 10.30.0.9}",
            "{vlan: BACK}",
            "{vlan: SIX, address: 'fd00:20::7'}",
            "{vlan: SIX}"
        );

        (await provider.CheckAsync(topology))
            .Select(problem => problem.Severity)
            .ShouldBe(engine == "docker" ? [] : [ProblemSeverity.Warning]);
        await using Cluster cluster = await ProvisionAsync(provider, topology);
        cluster.Nodes.Select(node => node.Address).ShouldBe(["10.20.0.7", "10.20.0.1", "10.30.0.1", "fd00:20::7", "fd00:20::2"]);
        (
            await PingAsync(cluster, 0, "10.20.0.1"),
            await PingAsync(cluster, 1, "web-1"),
            await PingAsync(cluster, 1, "10.30.0.1"),
            await PingAsync(cluster, 2, "web-2")
        ).ShouldBe((0, 0, 0, 0));
        (await PingAsync(cluster, 4, "fd00:20::7")).ShouldBe(0);
        if (engine == "docker")
        {
            (await PingAsync(cluster, 0, "10.30.0.1")).ShouldBe(1);
        }

        (await cluster.Nodes[0].RunAsync([.. Ping, "web-3"])).ExitCode.ShouldNotBe(0);
        await cluster.DestroyAsync();
        (await ListNetworksAsync(engine)).ShouldBe("[]");
    }

    [MachineTheory("docker", "podman")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task The_tag_of_a_changed_network_is_what_the_next_program_sees(string engine)
    {
        await using ContainersProvider provider = new(TestContainers.OptionsFor(labs[engine]));
        NetworkSpec network = Network("FRONT", "10.40.0.0/24");
        StepRequest created = Request(new CreateNetwork(network));
        Resource resource = (await provider.ApplyOneAsync(created)).Resource!;

        StepRequest first = Request(new ChangeNetwork(network, network with { UsedAddressCount = 3 })) with { ResourceId = resource.Id };
        StepRequest second = Request(new ChangeNetwork(network, network with { UsedAddressCount = 4 })) with { ResourceId = resource.Id };
        await provider.ApplyOneAsync(first);
        StepOutcome changed = await provider.ApplyOneAsync(second);
        StepOutcome moved = await provider.ApplyOneAsync(
            Request(new ChangeNetwork(network, Network("FRONT", "10.41.0.0/24"))) with
            {
                ResourceId = resource.Id,
            }
        );
        await using ContainersProvider next = new(TestContainers.OptionsFor(labs[engine]));
        Resource observed = (await next.ObserveAsync(_requests.Owner)).ShouldHaveSingleItem();

        changed.Result.ShouldBe(StepResult.Succeeded);
        (moved.Result, moved.Problem!.Code).ShouldBe((StepResult.Failed, ProblemCode.ResourceInUse));
        (observed.Id, observed.Tag.Target, observed.Tag.Token, observed.Tag.Digest, observed.State).ShouldBe(
            (resource.Id, StepTarget.Network, created.Token, second.Tag.Digest, ResourceState.Ready)
        );

        (await next.ApplyOneAsync(Request(new DestroyNetwork(network)) with { ResourceId = resource.Id })).Result.ShouldBe(
            StepResult.Succeeded
        );
        (await next.ObserveAsync(null)).ShouldBeEmpty();
        (await labs[engine].SendAsync(HttpMethod.Get, "volumes")).Body.ShouldNotContain("scalewright");
    }

    [MachineTheory("docker", "podman", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task What_a_killed_program_leaves_of_networks_is_listed_and_can_be_removed(string engine)
    {
        await using ContainersProvider provider = new(TestContainers.OptionsFor(labs[engine]));
        NetworkSpec network = Network("FRONT", "10.42.0.0/24");
        Resource resource = (await provider.ApplyOneAsync(Request(new CreateNetwork(network)))).Resource!;
        await provider.ApplyOneAsync(
            Request(new ChangeNetwork(network, network with { UsedAddressCount = 3 })) with
            {
                ResourceId = resource.Id,
            }
        );
        Resource node = (await provider.ApplyOneAsync(_requests.CreateNode("n-1"))).Resource!;
        await labs[engine].SendAsync(HttpMethod.Delete, $"networks/{resource.Id}");
        await labs[engine].SendAsync(HttpMethod.Delete, $"containers/{node.Id}?force=1");

        ValueList<Resource> left = await provider.ObserveAsync(_requests.Owner);

        left.Select(item => (item.Tag.Target, item.Tag.Name, item.State))
            .ShouldBe(
                [(StepTarget.Network, "(default)", ResourceState.Failed), (StepTarget.Network, "FRONT", ResourceState.Failed)],
                ignoreOrder: true
            );
        foreach (Resource item in left)
        {
            (await provider.ApplyOneAsync(_requests.Destroy(item))).Result.ShouldBe(StepResult.Succeeded);
        }

        (await provider.ObserveAsync(null)).ShouldBeEmpty();
        (await ListNetworksAsync(engine)).ShouldBe("[]");
        (await labs[engine].SendAsync(HttpMethod.Get, "volumes")).Body.ShouldNotContain("scalewright");
    }

    private async Task<string> ListNetworksAsync(string engine) =>
        (
            await labs[engine].SendAsync(HttpMethod.Get, "networks?filters=" + Uri.EscapeDataString("""{"label":["scalewright.owner"]}"""))
        ).Body;

    private static async Task<int> PingAsync(Cluster cluster, int from, string to) =>
        (await cluster.Nodes[from].RunAsync([.. Ping, to])).ExitCode;

    private static Task<Cluster> ProvisionAsync(ContainersProvider provider, Topology topology) =>
        Cluster
            .Create(topology)
            .UseProvider(provider)
            .WithOptions(static options => options with { Lifetime = ClusterLifetime.Ephemeral })
            .ProvisionAsync();

    private StepRequest Request(PlanStep step) =>
        new(
            step,
            new ResourceTag(_requests.Owner, step.Target, step.Name, Lineage.CreateRandom(new Random(step.GetHashCode())).ToString())
            {
                Digest = SpecDigest.Compute(step),
                Epoch = 1,
                Sequence = 1,
            }
        );

    private static NetworkSpec Network(string name, string range) =>
        new(name, Subnet.TryParse(range, out Subnet subnet) ? subnet : throw new FormatException(range));

    /// <summary>Describes a node for each list of interfaces.</summary>
    private static Topology Describe(string name, NetworkSpec[] networks, params string[] interfaces) =>
        Topology
            .Create(name)
            .AddGroup(
                new NodeGroup("web", "builtin@1.0.0")
                {
                    Nodes =
                    [
                        .. interfaces.Select(
                            (list, index) =>
                                new NodeSpec($"web-{index + 1}", index + 1) { Hardware = new NodeHardware { Network = Read(list) } }
                        ),
                    ],
                }
            )
            .Build() with
        {
            Networks = networks.Select(network => KeyValuePair.Create(network.Name, network)).ToValueMap(),
        };

    private static DocumentMap? Read(string interfaces) =>
        interfaces.Length == 0
            ? null
            : (DocumentMap)DocumentReader.Read(Encoding.UTF8.GetBytes($"interfaces: [{interfaces}]"), Dialect.Yaml).Root!;
}
