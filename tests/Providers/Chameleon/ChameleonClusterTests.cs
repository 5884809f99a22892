using Loopback.Chameleon;
using Scalewright.Planning;
using Scalewright.Providers.Chameleon;
using TemporaryFolder = Tests.Shared.TemporaryFolder;

namespace Chameleon.Tests;

/// <summary>Clusters of leased machines.</summary>
public sealed class ChameleonClusterTests
{
    [Fact]
    public async Task A_cluster_whose_state_was_lost_is_adopted_by_the_names_of_its_leases_and_the_marks_of_its_servers()
    {
        using TemporaryFolder folder = new();
        await using Testbed testbed = await Testbed.StartAsync();
        await using ChameleonProvider provider = testbed.Open();
        await using (Cluster lost = await Cluster.Create(Farm(3)).UseProvider(provider).WithState(folder.At("lost")).ProvisionAsync())
        {
            lost.Nodes.Count.ShouldBe(3);
        }

        IReadOnlyList<string> before = testbed.Server.LiveServers(Testbed.Chicago);
        await using Cluster adopted = await Cluster.Create(Farm(3)).UseProvider(provider).WithState(folder.At("new")).AdoptAsync();

        adopted.Nodes.Count.ShouldBe(3);
        testbed.Server.LiveServers(Testbed.Chicago).ShouldBe(before);
        await adopted.DestroyAsync();
        testbed.Left.ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task F_PROV_13_a_node_whose_server_somebody_removed_is_made_again_in_its_lease()
    {
        using TemporaryFolder folder = new();
        await using Testbed testbed = await Testbed.StartAsync();
        await using ChameleonProvider provider = testbed.Open();
        await using Cluster cluster = await Cluster.Create(Farm(2)).UseProvider(provider).WithState(folder.At("state")).ProvisionAsync();
        IReadOnlyList<string> leases = testbed.Server.LiveLeases(Testbed.Chicago);

        testbed.Server.RemoveServer(Testbed.Chicago, testbed.Server.LiveServers(Testbed.Chicago)[0].Split(' ')[0]);
        await cluster.RepairAsync();

        (await provider.ObserveAsync(cluster.Owner)).Select(node => node.State).ShouldBe([ResourceState.Ready, ResourceState.Ready]);
        testbed.Server.LiveLeases(Testbed.Chicago).ShouldBe(leases);
        testbed.Left.ShouldBe((1, 2, 2));
        await cluster.DestroyAsync();
        testbed.Left.ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task F_PROV_13_nodes_of_a_lease_that_somebody_ended_are_leased_again_and_no_address_is_left()
    {
        using TemporaryFolder folder = new();
        await using Testbed testbed = await Testbed.StartAsync();
        await using ChameleonProvider provider = testbed.Open();
        await using Cluster cluster = await Cluster.Create(Farm(2)).UseProvider(provider).WithState(folder.At("state")).ProvisionAsync();

        testbed.Server.EndLease(Testbed.Chicago, testbed.Server.LiveLeases(Testbed.Chicago).Single().Split(' ')[0]);
        await cluster.RepairAsync();

        (await provider.ObserveAsync(cluster.Owner)).Select(node => node.State).ShouldBe([ResourceState.Ready, ResourceState.Ready]);
        testbed.Left.ShouldBe((1, 2, 2));
        await cluster.DestroyAsync();
        testbed.Left.ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task F_PROV_09_a_node_on_a_machine_that_always_fails_is_replaced_and_nothing_is_left()
    {
        await using Testbed testbed = await Testbed.StartAsync(options => options with { Hosts = [new HostSpec(Testbed.Chicago, "compute_a", 4), new HostSpec(Testbed.Texas, "compute_a", 4)] });
        testbed.Server.SpoilServers(Testbed.Chicago, "compute-a-1", 2);
        await using ChameleonProvider provider = testbed.Open(options => options with { ServersMax = 2 });

        await using Cluster cluster = await Cluster.Create(Farm(2)).UseProvider(provider).ProvisionAsync();

        (await provider.ObserveAsync(cluster.Owner)).Select(node => node.State).ShouldBe([ResourceState.Ready, ResourceState.Ready]);
        await cluster.DestroyAsync();
        testbed.Left.ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task A_cluster_over_two_sites_has_a_lease_at_each_and_is_found_again_whole()
    {
        using TemporaryFolder folder = new();
        await using Testbed testbed = await Testbed.StartAsync();
        await using ChameleonProvider provider = testbed.Open();
        NodeGroup group = new("web", "builtin@1.0.0") { Nodes = [new NodeSpec("c-1", 1), new NodeSpec("t-1", 2) { Cloud = "CHI@TACC/compute_a" }] };
        Topology topology = Topology.Create("two").Build() with { Groups = new[] { KeyValuePair.Create("web", group) }.ToValueMap() };
        await using (Cluster first = await Cluster.Create(topology).UseProvider(provider).WithState(folder.At("state")).ProvisionAsync())
        {
            (testbed.Server.LiveLeases(Testbed.Chicago).Count, testbed.Server.LiveLeases(Testbed.Texas).Count).ShouldBe((1, 1));
        }

        await using Cluster again = await Cluster.OpenAsync(folder.At("state"), provider);
        Plan nothing = await again.PlanAsync(topology);
        await again.DestroyAsync();

        nothing.Steps.ShouldBeEmpty();
        testbed.Left.ShouldBe((0, 0, 0));
    }

    private static Topology Farm(int count) => Topology.Create("farm").AddProfile(Profile.Create("web").WithCount(count).Build()).Build();
}
