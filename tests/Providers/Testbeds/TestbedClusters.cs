using TemporaryFolder = Tests.Shared.TemporaryFolder;

namespace Testbeds.Tests;

/// <summary>Lifecycle of clusters, for the tests of all testbeds.</summary>
internal static class TestbedClusters
{
    public static Topology Farm(int count, int memory = 512) =>
        Topology
            .Create("farm")
            .AddProfile(Profile.Create("web").WithCount(count).WithNode(node => node with { MemoryMiB = memory }).Build())
            .Build();

    public static Topology Of(params NodeSpec[] nodes) =>
        Topology.Create("asked").Build() with
        {
            Groups = new[] { KeyValuePair.Create("web", new NodeGroup("web", "builtin@1.0.0") { Nodes = [.. nodes] }) }.ToValueMap(),
        };

    /// <summary>Another provider of the same testbed adopts a cluster whose state was lost, by its name.</summary>
    /// <param name="list">Lists what the adoption must not change.</param>
    public static async Task AdoptAsync(Stage testbed, IProvider another, Func<IReadOnlyList<string>> list)
    {
        using TemporaryFolder folder = new();
        await using (Cluster lost = await Cluster.Create(Farm(3)).UseProvider(testbed.Place).WithState(folder.At("lost")).ProvisionAsync())
        {
            lost.Nodes.Count.ShouldBe(3);
        }

        IReadOnlyList<string> before = list();
        await using Cluster adopted = await Cluster.Create(Farm(3)).UseProvider(another).WithState(folder.At("new")).AdoptAsync();

        adopted.Nodes.Count.ShouldBe(3);
        list().ShouldBe(before);
        await adopted.DestroyAsync();
        testbed.IsEmpty.ShouldBeTrue();
    }

    /// <summary>Repairs a cluster of two nodes after a fault.</summary>
    /// <param name="isMended">Checks the testbed before the cluster is destroyed.</param>
    public static async Task RepairAsync(Stage testbed, Action breakIt, Action isMended)
    {
        using TemporaryFolder folder = new();
        await using Cluster cluster = await Cluster
            .Create(Farm(2))
            .UseProvider(testbed.Place)
            .WithState(folder.At("state"))
            .ProvisionAsync();

        breakIt();
        await cluster.RepairAsync();

        (await testbed.Place.ObserveAsync(cluster.Owner)).Select(node => node.State).ShouldBe([ResourceState.Ready, ResourceState.Ready]);
        isMended();
        await cluster.DestroyAsync();
        testbed.IsEmpty.ShouldBeTrue();
    }

    /// <summary>Reopens a cluster from its state; its plan must be empty.</summary>
    /// <param name="isMade">Checks the testbed after the cluster was created.</param>
    /// <returns>The addresses of its nodes, ordered by their names.</returns>
    public static async Task<string[]> FindAgainAsync(Stage testbed, Topology topology, Action isMade)
    {
        using TemporaryFolder folder = new();
        await using (
            Cluster first = await Cluster.Create(topology).UseProvider(testbed.Place).WithState(folder.At("state")).ProvisionAsync()
        )
        {
            isMade();
        }

        await using Cluster again = await Cluster.OpenAsync(folder.At("state"), testbed.Place);
        Plan nothing = await again.PlanAsync(topology);
        string[] addresses =
        [
            .. (await testbed.Place.ObserveAsync(again.Owner))
                .OrderBy(node => node.Tag.Name, StringComparer.Ordinal)
                .Select(((INodeAddresses)testbed.Place).FindAddress),
        ];
        await again.DestroyAsync();

        nothing.Steps.ShouldBeEmpty();
        testbed.IsEmpty.ShouldBeTrue();
        return addresses;
    }
}
