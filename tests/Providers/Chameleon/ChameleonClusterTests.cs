namespace Chameleon.Tests;

public sealed class ChameleonClusterTests
{
    [Fact]
    public async Task A_cluster_with_lost_state_is_adopted_from_its_lease_names_and_server_ownership_tags()
    {
        await using Testbed testbed = await Testbed.StartAsync();
        await TestbedClusters.AdoptAsync(testbed, testbed.Provider, () => testbed.Server.LiveServers(Testbed.Chicago));
    }

    [Fact]
    public async Task F_PROV_13_a_node_whose_server_was_deleted_externally_is_recreated_in_its_lease()
    {
        await using Testbed testbed = await Testbed.StartAsync();
        IReadOnlyList<string> leases = [];

        await TestbedClusters.RepairAsync(
            testbed,
            () =>
            {
                leases = testbed.Server.LiveLeases(Testbed.Chicago);
                testbed.Server.RemoveServer(Testbed.Chicago, testbed.Server.LiveServers(Testbed.Chicago)[0].Split(' ')[0]);
            },
            () =>
            {
                testbed.Server.LiveLeases(Testbed.Chicago).ShouldBe(leases);
                testbed.Left.ShouldBe((1, 2, 2));
            }
        );
    }

    [Fact]
    public async Task F_PROV_13_nodes_of_a_lease_ended_externally_are_leased_again_without_leftover_addresses()
    {
        await using Testbed testbed = await Testbed.StartAsync();

        await TestbedClusters.RepairAsync(
            testbed,
            () => testbed.Server.EndLease(Testbed.Chicago, testbed.Server.LiveLeases(Testbed.Chicago).Single().Split(' ')[0]),
            () => testbed.Left.ShouldBe((1, 2, 2))
        );
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task F_PROV_09_a_node_on_a_machine_that_always_fails_is_replaced_and_nothing_is_left()
    {
        await using Testbed testbed = await Testbed.StartAsync(options =>
            options with
            {
                Hosts = [new HostSpec(Testbed.Chicago, "compute_a", 4), new HostSpec(Testbed.Texas, "compute_a", 4)],
            }
        );
        testbed.Server.SpoilServers(Testbed.Chicago, "compute-a-1", 2);
        testbed.Use(options => options with { MaxServerAttempts = 2 });

        await using Cluster cluster = await Cluster.Create(TestbedClusters.Farm(2)).UseProvider(testbed.Provider).ProvisionAsync();

        (await testbed.Provider.ObserveAsync(cluster.Owner))
            .Select(node => node.State)
            .ShouldBe([ResourceState.Ready, ResourceState.Ready]);
        await cluster.DestroyAsync();
        testbed.Left.ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task A_cluster_over_two_sites_has_a_lease_at_each_and_reopens_without_changes()
    {
        await using Testbed testbed = await Testbed.StartAsync();
        Topology topology = TestbedClusters.Of(new NodeSpec("c-1", 1), new NodeSpec("t-1", 2) { Cloud = "CHI@TACC/compute_a" });

        await TestbedClusters.FindAgainAsync(testbed, topology, () =>
            (testbed.Server.LiveLeases(Testbed.Chicago).Count, testbed.Server.LiveLeases(Testbed.Texas).Count).ShouldBe((1, 1))
        );
    }
}
