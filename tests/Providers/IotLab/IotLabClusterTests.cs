using TemporaryFolder = Tests.Shared.TemporaryFolder;

namespace IotLab.Tests;

public sealed class IotLabClusterTests
{
    [Fact]
    public async Task A_cluster_is_provisioned_repaired_and_destroyed()
    {
        await using Bench bench = await Bench.StartAsync();
        bench.Server.Spoil("m3-2.grenoble.iot-lab.info", 100);
        bench.Use(options => options with { MaxDeploymentAttempts = 2 });

        // The board that cannot be deployed stays in its experiment, so that the node gets another one.
        await using Cluster cluster = await Cluster.Create(TestbedClusters.Farm(3)).UseProvider(bench.Provider).ProvisionAsync();
        string[] first =
        [
            .. (await bench.Provider.ObserveAsync(cluster.Owner)).Select(bench.Provider.FindAddress).Order(StringComparer.Ordinal),
        ];
        bench.Server.BreakExperiment(bench.LiveIds[0]);
        await cluster.RepairAsync();
        ValueList<Resource> nodes = await bench.Provider.ObserveAsync(cluster.Owner);
        await cluster.DestroyAsync();

        first.ShouldBe(["m3-1.grenoble.iot-lab.info", "m3-3.grenoble.iot-lab.info", "m3-4.grenoble.iot-lab.info"]);
        nodes.Select(node => node.State).ShouldBe([ResourceState.Ready, ResourceState.Ready, ResourceState.Ready]);
        bench.Left.ShouldBe((0, 0));
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task F_PROV_13_nodes_of_an_experiment_that_ended_early_are_reserved_again()
    {
        await using Bench bench = await Bench.StartAsync();
        string first = "";

        await TestbedClusters.RepairAsync(
            bench,
            () =>
            {
                first = bench.Server.LiveExperiments.Single();
                bench.Server.BreakExperiment(bench.LiveIds.Single());
            },
            () => bench.Server.LiveExperiments.Single().ShouldNotBe(first)
        );
    }

    [Fact]
    public async Task A_cluster_with_lost_state_is_adopted_from_the_names_and_ownership_tags_of_its_experiments()
    {
        await using Bench bench = await Bench.StartAsync();
        await using IotLabProvider another = bench.Open();
        await TestbedClusters.AdoptAsync(bench, another, () => bench.Server.LiveExperiments);
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task F_PROV_03_a_cluster_is_created_with_another_experiment_after_a_lost_request()
    {
        // Five minutes of this clock are three seconds of the system clock.
        FastClock clock = new();
        await using IotLabServer server = await IotLabServer.StartAsync(new IotLabServerOptions { Clock = clock });
        server.Faults.Add(new Fault(FaultKind.LoseRequest, request => request is { Method: "POST", Path.Value: "/api/experiments" }));
        await using IotLabProvider provider = new(
            Bench.OptionsFor(server) with
            {
                Clock = clock,
                CallTimeout = TimeSpan.FromMinutes(5),
                Duration = TimeSpan.FromDays(7),
            }
        );

        await using Cluster cluster = await Cluster.Create(TestbedClusters.Farm(3)).UseProvider(provider).ProvisionAsync();

        (await provider.ObserveAsync(cluster.Owner))
            .Select(node => node.State)
            .ShouldBe([ResourceState.Ready, ResourceState.Ready, ResourceState.Ready]);
        (server.LiveExperiments.Count, server.Marks.Count).ShouldBe((1, 3));
        await cluster.DestroyAsync();
        (server.LiveExperiments.Count, server.Marks.Count).ShouldBe((0, 0));
    }

    [Fact]
    public async Task F_PROV_18_a_replaced_controller_cannot_delete_nodes_of_its_successor()
    {
        using TemporaryFolder folder = new();
        await using Bench bench = await Bench.StartAsync();
        await using Cluster old = await Cluster
            .Create(TestbedClusters.Farm(2))
            .UseProvider(bench.Provider)
            .WithState(folder.At("old"))
            .ProvisionAsync();
        long epoch = (await bench.Provider.ObserveAsync(old.Owner))[0].Tag.Epoch;

        await using Cluster next = await Cluster
            .Create(TestbedClusters.Farm(2))
            .UseProvider(bench.Provider)
            .WithState(folder.At("next"))
            .AdoptAsync();
        await next.ApplyAsync(TestbedClusters.Farm(2, memory: 2048));
        Resource node = (await bench.Provider.ObserveAsync(next.Owner))[0];
        StepRequest late = new(
            new DestroyNode(node.Tag.Group, new NodeSpec(node.Tag.Name, 1)),
            node.Tag with
            {
                Token = "late",
                Epoch = epoch,
            }
        )
        {
            ResourceId = node.Id,
        };
        StepOutcome refused = await bench.ApplyAsync(late);

        (refused.Result, refused.Problem!.Code).ShouldBe((StepResult.Failed, ProblemCode.LeaseLost));
        (await bench.Provider.ObserveAsync(next.Owner)).Count.ShouldBe(2);
        await next.DestroyAsync();
    }

    [Fact]
    public async Task A_cluster_has_one_experiment_for_boards_by_kind_and_one_by_name_and_reopens_without_changes()
    {
        await using Bench bench = await Bench.StartAsync();
        Topology topology = TestbedClusters.Of(
            new NodeSpec("m-1", 1) { Cloud = "grenoble" },
            new NodeSpec("m-2", 2) { Cloud = "grenoble/m3-7" },
            new NodeSpec("r-1", 3) { Cloud = "saclay/rpi3:at86rf233" },
            new NodeSpec("b-1", 4) { Cloud = "grenoble/m3:at86rf231/mobile" }
        );

        string[] boards = await TestbedClusters.FindAgainAsync(bench, topology, () => bench.Server.LiveExperiments.Count.ShouldBe(2));

        boards.ShouldBe([
            "m3-381.grenoble.iot-lab.info",
            "m3-1.grenoble.iot-lab.info",
            "m3-7.grenoble.iot-lab.info",
            "node-rpi3-1.saclay.iot-lab.info",
        ]);
    }
}
