using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Clusters;

/// <summary>Adoption when ownership tags do not identify the last lease holder.</summary>
public class ClusterAdoptionTests
{
    [Theory, InlineData(1), InlineData(7)]
    public Task A_cluster_is_adopted_although_its_last_lease_holders_only_deleted_resources(int holders) =>
        ListedScene.RunAsync(
            async scene =>
            {
                await (await scene.Describe(9).ProvisionAsync(scene.Token)).DisposeAsync();
                long last = 0;
                for (int holder = 1; holder <= holders; holder++)
                {
                    await using LiveCluster shrinking = await scene.OpenAsync();
                    await shrinking.ApplyAsync(ListedScene.Sized(9 - holder), scene.Token);
                    last = shrinking.Epoch;
                }

                await using LiveCluster adopted = await scene.Describe(10, "/state/new").AdoptAsync(scene.Token);

                adopted.Epoch.ShouldBeGreaterThan(last);
                adopted.Nodes.ShouldAllBe(node => node.State == NodeState.Ready);
                (await scene.ListedAsync()).Length.ShouldBe(11);
                scene.Told(ClusterEventKind.ResourceAdopted).Length.ShouldBe(1 + 9 - holders);
            },
            new SimulationOptions()
        );

    [Fact]
    public Task Adoption_deletes_orphaned_nodes_after_a_lease_holder_that_only_deleted_resources() =>
        ListedScene.RunAsync(
            async scene =>
            {
                await (await scene.Describe(3).ProvisionAsync(scene.Token)).DisposeAsync();
                await using (LiveCluster shrinking = await scene.OpenAsync())
                {
                    await shrinking.ApplyAsync(ListedScene.Sized(2), scene.Token);
                }

                await using LiveCluster adopted = await scene.Describe(1, "/state/new").AdoptAsync(scene.Token);

                (await scene.ListedAsync()).ShouldBe(["Group web", "Node demo-1"]);
            },
            new SimulationOptions()
        );
}
