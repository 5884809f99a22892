using TemporaryFolder = Tests.Shared.TemporaryFolder;

namespace Minimega.Tests.Backend;

public sealed class MinimegaClusterTests
{
    private static readonly Topology Farm = Topology
        .Create("farm")
        .AddProfile(Profile.Create("web").WithCount(2).WithContainersPerNode(1).WithNode(node => node with { Image = "/rootfs" }).Build())
        .Build();

    [MachineFact("pods")]
    public async Task A_cluster_with_lost_state_is_adopted_from_the_tags_of_its_nodes()
    {
        using TemporaryFolder folder = new();
        await using LoopbackMinimega place = new();
        await using MinimegaProvider provider = place.Open();
        await using (Cluster lost = await Cluster.Create(Farm).UseProvider(provider).WithState(folder.At("lost")).ProvisionAsync())
        {
            lost.Nodes.Count.ShouldBe(2);
        }

        string space = place.Spaces().ShouldHaveSingleItem();
        string[] before = place.Names(space);
        await using Cluster adopted = await Cluster.Create(Farm).UseProvider(provider).WithState(folder.At("new")).AdoptAsync();
        CommandResult said = await adopted.Nodes[1].RunAsync(["echo", "here"]);

        (said.Node, said.Output).ShouldBe((adopted.Nodes[1].Name, "here\n"));
        place.Names(space).ShouldBe(before);
        await adopted.DestroyAsync();
        place.Spaces().ShouldBeEmpty();
    }

    [MachineFact("pods")]
    public async Task An_externally_deleted_node_is_recreated_when_the_cluster_is_provisioned_again()
    {
        using TemporaryFolder folder = new();
        await using LoopbackMinimega place = new();
        await using MinimegaProvider provider = place.Open();
        await using (Cluster first = await Cluster.Create(Farm).UseProvider(provider).WithState(folder.At("state")).ProvisionAsync())
        {
            first.Nodes.Count.ShouldBe(2);
        }

        string space = place.Spaces().ShouldHaveSingleItem();
        string removed = place.Names(space)[0];
        place.Run(space, $"vm kill {removed}", "vm flush");
        await using Cluster again = await Cluster.Create(Farm).UseProvider(provider).WithState(folder.At("state")).ProvisionAsync();

        place.Names(space).Length.ShouldBe(2);
        place.Names(space).ShouldNotContain(removed);
        await again.DestroyAsync();
    }
}
