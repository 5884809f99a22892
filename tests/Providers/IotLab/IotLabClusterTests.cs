using Loopback.IotLab;
using Loopback.Services;
using Scalewright.Planning;
using Scalewright.Providers.IotLab;
using TemporaryFolder = Tests.Shared.TemporaryFolder;

namespace IotLab.Tests;

/// <summary>Clusters of reserved boards.</summary>
public sealed class IotLabClusterTests
{
    [Fact]
    public async Task A_cluster_is_provisioned_repaired_and_destroyed()
    {
        await using Bench bench = await Bench.StartAsync();
        bench.Server.Spoil("m3-2.grenoble.iot-lab.info", 100);
        await using IotLabProvider provider = bench.Open(options => options with { DeploymentsMax = 2 });

        // The board that cannot be deployed stays with its experiment, so that the node gets another one.
        await using Cluster cluster = await Cluster.Create(Farm(3)).UseProvider(provider).ProvisionAsync();
        string[] first = [.. (await provider.ObserveAsync(cluster.Owner)).Select(provider.FindAddress).Order(StringComparer.Ordinal)];
        bench.Server.BreakExperiment(bench.LiveIds[0]);
        await cluster.RepairAsync();
        ValueList<Resource> nodes = await provider.ObserveAsync(cluster.Owner);
        await cluster.DestroyAsync();

        first.ShouldBe(["m3-1.grenoble.iot-lab.info", "m3-3.grenoble.iot-lab.info", "m3-4.grenoble.iot-lab.info"]);
        nodes.Select(node => node.State).ShouldBe([ResourceState.Ready, ResourceState.Ready, ResourceState.Ready]);
        (bench.Server.LiveExperiments.Count, bench.Server.Marks.Count).ShouldBe((0, 0));
    }

    [Fact]
    public async Task F_PROV_13_nodes_of_an_experiment_that_ended_early_are_reserved_again()
    {
        using TemporaryFolder folder = new();
        await using Bench bench = await Bench.StartAsync();
        await using IotLabProvider provider = bench.Open();
        await using Cluster cluster = await Cluster.Create(Farm(2)).UseProvider(provider).WithState(folder.At("state")).ProvisionAsync();
        string first = bench.Server.LiveExperiments.Single();

        bench.Server.BreakExperiment(bench.LiveIds.Single());
        await cluster.RepairAsync();

        bench.Server.LiveExperiments.Single().ShouldNotBe(first);
        (await provider.ObserveAsync(cluster.Owner)).Select(node => node.State).ShouldBe([ResourceState.Ready, ResourceState.Ready]);
        await cluster.DestroyAsync();
        bench.Server.Marks.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_cluster_whose_state_was_lost_is_adopted_by_the_names_and_marks_of_its_experiments()
    {
        using TemporaryFolder folder = new();
        await using Bench bench = await Bench.StartAsync();
        await using IotLabProvider provider = bench.Open();
        await using (Cluster lost = await Cluster.Create(Farm(3)).UseProvider(provider).WithState(folder.At("lost")).ProvisionAsync())
        {
            lost.Nodes.Count.ShouldBe(3);
        }

        IReadOnlyList<string> before = bench.Server.LiveExperiments;
        await using IotLabProvider another = bench.Open();
        await using Cluster adopted = await Cluster.Create(Farm(3)).UseProvider(another).WithState(folder.At("new")).AdoptAsync();

        adopted.Nodes.Count.ShouldBe(3);
        bench.Server.LiveExperiments.ShouldBe(before);
        await adopted.DestroyAsync();
        (bench.Server.LiveExperiments.Count, bench.Server.Marks.Count).ShouldBe((0, 0));
    }

    [Fact]
    public async Task F_PROV_03_a_cluster_whose_experiment_was_lost_on_its_way_is_made_with_another_one()
    {
        // Five minutes of this clock are three seconds of the machine's.
        FastClock clock = new();
        await using IotLabServer server = await IotLabServer.StartAsync(new IotLabServerOptions { Clock = clock });
        server.Faults.Add(new Fault(FaultKind.LoseRequest, request => request is { Method: "POST", Path.Value: "/api/experiments" }));
        await using IotLabProvider provider = new(Bench.OptionsFor(server) with { Clock = clock, CallTimeout = TimeSpan.FromMinutes(5), Duration = TimeSpan.FromDays(7) });

        await using Cluster cluster = await Cluster.Create(Farm(3)).UseProvider(provider).ProvisionAsync();

        (await provider.ObserveAsync(cluster.Owner)).Select(node => node.State).ShouldBe([ResourceState.Ready, ResourceState.Ready, ResourceState.Ready]);
        (server.LiveExperiments.Count, server.Marks.Count).ShouldBe((1, 3));
        await cluster.DestroyAsync();
        (server.LiveExperiments.Count, server.Marks.Count).ShouldBe((0, 0));
    }

    [Fact]
    public async Task F_PROV_18_a_controller_that_was_replaced_changes_nothing_of_the_next_ones()
    {
        using TemporaryFolder folder = new();
        await using Bench bench = await Bench.StartAsync();
        await using IotLabProvider provider = bench.Open();
        await using Cluster old = await Cluster.Create(Farm(2)).UseProvider(provider).WithState(folder.At("old")).ProvisionAsync();
        long epoch = (await provider.ObserveAsync(old.Owner))[0].Tag.Epoch;

        await using Cluster next = await Cluster.Create(Farm(2)).UseProvider(provider).WithState(folder.At("next")).AdoptAsync();
        await next.ApplyAsync(Farm(2, memory: 2048));
        Resource node = (await provider.ObserveAsync(next.Owner))[0];
        StepOrder late = new(new DestroyNode(node.Tag.Group, new NodeSpec(node.Tag.Name, 1)), node.Tag with { Token = "late", Epoch = epoch }) { ResourceId = node.Id };
        StepOutcome refused = await Bench.ApplyAsync(provider, late);

        (refused.Result, refused.Problem!.Code).ShouldBe((StepResult.Failed, ProblemCode.StaleLease));
        (await provider.ObserveAsync(next.Owner)).Count.ShouldBe(2);
        await next.DestroyAsync();
    }

    [Fact]
    public async Task A_cluster_over_two_sites_and_kinds_has_an_experiment_for_boards_by_kind_and_one_for_those_by_name_and_is_found_again_whole()
    {
        using TemporaryFolder folder = new();
        await using Bench bench = await Bench.StartAsync();
        await using IotLabProvider provider = bench.Open();
        NodeGroup group = new("web", "builtin@1.0.0")
        {
            Nodes = [new NodeSpec("m-1", 1) { Cloud = "grenoble" }, new NodeSpec("m-2", 2) { Cloud = "grenoble/m3-7" }, new NodeSpec("r-1", 3) { Cloud = "saclay/rpi3:at86rf233" }, new NodeSpec("b-1", 4) { Cloud = "grenoble/m3:at86rf231/mobile" }],
        };
        Topology topology = Topology.Create("two").Build() with { Groups = new[] { KeyValuePair.Create("web", group) }.ToValueMap() };
        await using (Cluster first = await Cluster.Create(topology).UseProvider(provider).WithState(folder.At("state")).ProvisionAsync())
        {
            bench.Server.LiveExperiments.Count.ShouldBe(2);
        }

        await using Cluster again = await Cluster.OpenAsync(folder.At("state"), provider);
        Plan nothing = await again.PlanAsync(topology);
        string[] boards = [.. (await provider.ObserveAsync(again.Owner)).OrderBy(node => node.Tag.Name, StringComparer.Ordinal).Select(provider.FindAddress)];
        await again.DestroyAsync();

        nothing.Steps.ShouldBeEmpty();
        boards.ShouldBe(["m3-381.grenoble.iot-lab.info", "m3-1.grenoble.iot-lab.info", "m3-7.grenoble.iot-lab.info", "node-rpi3-1.saclay.iot-lab.info"]);
        bench.Server.LiveExperiments.ShouldBeEmpty();
    }

    private static Topology Farm(int count, int memory = 512) =>
        Topology.Create("farm").AddProfile(Profile.Create("web").WithCount(count).WithNode(node => node with { MemoryMiB = memory }).Build()).Build();
}
