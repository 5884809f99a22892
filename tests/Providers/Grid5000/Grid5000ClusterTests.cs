namespace Grid5000.Tests;

public sealed class Grid5000ClusterTests
{
    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_cluster_with_lost_state_is_adopted_from_the_names_and_ownership_tags_of_its_jobs()
    {
        await using Site site = await Site.StartAsync();
        await TestbedClusters.AdoptAsync(site, site.Provider, () => site.Server.LiveJobs("rennes"));
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task F_PROV_13_nodes_of_a_job_that_ended_early_are_reserved_again()
    {
        await using Site site = await Site.StartAsync();
        string first = "";

        await TestbedClusters.RepairAsync(
            site,
            () =>
            {
                first = site.Server.LiveJobs("rennes").Single();
                site.Server.BreakJob("rennes", long.Parse(first.Split(' ')[0], CultureInfo.InvariantCulture));
            },
            () => site.Server.LiveJobs("rennes").Single().ShouldNotBe(first)
        );
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task F_PROV_09_a_machine_that_cannot_be_deployed_is_replaced_by_another_one()
    {
        await using Site site = await Site.StartAsync();
        site.Server.SpoilDeployments("alpha-1.rennes.example", 100);
        site.Use(options => options with { MaxDeploymentAttempts = 2, MaxNodesPerJob = 1 });

        await using Cluster cluster = await Cluster.Create(TestbedClusters.Farm(2)).UseProvider(site.Provider).ProvisionAsync();

        ValueList<Resource> nodes = await site.Provider.ObserveAsync(cluster.Owner);
        nodes
            .Select(node => (node.State, site.Provider.FindAddress(node)))
            .Order()
            .ShouldBe([(ResourceState.Ready, "alpha-2.rennes.example"), (ResourceState.Ready, "alpha-3.rennes.example")]);
        await cluster.DestroyAsync();
        site.Server.LiveJobs("rennes").ShouldBeEmpty();
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_cluster_over_two_sites_has_a_job_at_each_and_reopens_without_changes()
    {
        await using Site site = await Site.StartAsync();
        Topology topology = TestbedClusters.Of(
            new NodeSpec("r-1", 1) { Cloud = "rennes" },
            new NodeSpec("l-1", 2) { Cloud = "lyon/gamma" }
        );

        await TestbedClusters.FindAgainAsync(site, topology, () =>
            (site.Server.LiveJobs("rennes").Count, site.Server.LiveJobs("lyon").Count).ShouldBe((1, 1))
        );
    }
}
