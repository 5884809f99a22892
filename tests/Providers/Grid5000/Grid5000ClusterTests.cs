using Scalewright.Planning;
using Scalewright.Providers.Grid5000;
using TemporaryFolder = Tests.Shared.TemporaryFolder;

namespace Grid5000.Tests;

/// <summary>Clusters of reserved machines.</summary>
public sealed class Grid5000ClusterTests
{
    [Fact]
    public async Task A_cluster_whose_state_was_lost_is_adopted_by_the_names_and_marks_of_its_jobs()
    {
        using TemporaryFolder folder = new();
        await using Site site = await Site.StartAsync();
        await using Grid5000Provider provider = site.Open();
        await using (Cluster lost = await Cluster.Create(Farm(3)).UseProvider(provider).WithState(folder.At("lost")).ProvisionAsync())
        {
            lost.Nodes.Count.ShouldBe(3);
        }

        IReadOnlyList<string> before = site.Server.LiveJobs("rennes");
        await using Cluster adopted = await Cluster.Create(Farm(3)).UseProvider(provider).WithState(folder.At("new")).AdoptAsync();

        adopted.Nodes.Count.ShouldBe(3);
        site.Server.LiveJobs("rennes").ShouldBe(before);
        await adopted.DestroyAsync();
        site.Server.LiveJobs("rennes").ShouldBeEmpty();
    }

    [Fact]
    public async Task F_PROV_13_nodes_of_a_job_that_ended_early_are_reserved_again()
    {
        using TemporaryFolder folder = new();
        await using Site site = await Site.StartAsync();
        await using Grid5000Provider provider = site.Open();
        await using Cluster cluster = await Cluster.Create(Farm(2)).UseProvider(provider).WithState(folder.At("state")).ProvisionAsync();
        string first = site.Server.LiveJobs("rennes").Single();

        site.Server.BreakJob("rennes", long.Parse(first.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture));
        await cluster.RepairAsync();

        site.Server.LiveJobs("rennes").Single().ShouldNotBe(first);
        (await provider.ObserveAsync(cluster.Owner)).Select(node => node.State).ShouldBe([ResourceState.Ready, ResourceState.Ready]);
        await cluster.DestroyAsync();
    }

    [Fact]
    public async Task F_PROV_09_a_machine_that_cannot_be_deployed_is_replaced_by_another_one()
    {
        await using Site site = await Site.StartAsync();
        site.Server.SpoilDeployments("alpha-1.rennes.example", 100);
        await using Grid5000Provider provider = site.Open(options => options with { DeploymentsMax = 2, NodesPerJobMax = 1 });

        await using Cluster cluster = await Cluster.Create(Farm(2)).UseProvider(provider).ProvisionAsync();

        ValueList<Resource> nodes = await provider.ObserveAsync(cluster.Owner);
        nodes.Select(node => (node.State, provider.FindAddress(node))).Order().ShouldBe([(ResourceState.Ready, "alpha-2.rennes.example"), (ResourceState.Ready, "alpha-3.rennes.example")]);
        await cluster.DestroyAsync();
        site.Server.LiveJobs("rennes").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_cluster_over_two_sites_has_a_job_at_each_and_is_found_again_whole()
    {
        using TemporaryFolder folder = new();
        await using Site site = await Site.StartAsync();
        await using Grid5000Provider provider = site.Open();
        NodeGroup group = new("web", "builtin@1.0.0") { Nodes = [new NodeSpec("r-1", 1) { Cloud = "rennes" }, new NodeSpec("l-1", 2) { Cloud = "lyon/gamma" }] };
        Topology topology = Topology.Create("two").Build() with { Groups = new[] { KeyValuePair.Create("web", group) }.ToValueMap() };
        await using (Cluster first = await Cluster.Create(topology).UseProvider(provider).WithState(folder.At("state")).ProvisionAsync())
        {
            (site.Server.LiveJobs("rennes").Count, site.Server.LiveJobs("lyon").Count).ShouldBe((1, 1));
        }

        await using Cluster again = await Cluster.OpenAsync(folder.At("state"), provider);
        Plan nothing = await again.PlanAsync(topology);
        await again.DestroyAsync();

        nothing.Steps.ShouldBeEmpty();
        (site.Server.LiveJobs("rennes").Count, site.Server.LiveJobs("lyon").Count).ShouldBe((0, 0));
    }

    private static Topology Farm(int count) => Topology.Create("farm").AddProfile(Profile.Create("web").WithCount(count).Build()).Build();
}
