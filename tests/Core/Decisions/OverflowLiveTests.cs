using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Decisions;

public class OverflowLiveTests
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    [Fact]
    public Task A_live_domain_overflows_from_a_cloud_where_no_node_boots() =>
        RunAsync(new FailBoots { Cloud = "hotel" }, async (cluster, cancellationToken) =>
        {
            EngineCycle[] cycles = await EngineRun.CyclesAsync(Engine("hotel", "sierra"), 30, cluster, cancellationToken);

            cycles[0].NodesPerCloud.ShouldBe([20, 0]);
            cycles[^1].NodesPerCloud.ShouldBe([0, 20]);
            cycles[^1].ReadyCount.ShouldBe(20);
        });

    [Fact]
    public Task A_live_domain_overflows_from_a_cloud_that_terminates_nodes_during_boot() =>
        RunAsync(new FailBoots { Cloud = "hotel", IsTerminated = true }, async (cluster, cancellationToken) =>
        {
            EngineCycle[] cycles = await EngineRun.CyclesAsync(Engine("hotel", "sierra"), 30, cluster, cancellationToken);

            cycles[0].NodesPerCloud.ShouldBe([20, 0]);
            cycles[^1].NodesPerCloud.ShouldBe([0, 20]);
            cycles[^1].ReadyCount.ShouldBe(20);
        });

    [Fact]
    public Task A_removed_node_that_was_ready_is_replaced_in_the_same_cloud() =>
        RunAsync(new HealNetwork(), async (cluster, cancellationToken) =>
        {
            EngineCycle[] first = await EngineRun.CyclesAsync(
                Engine("hotel", "sierra").UsePlacement(new OverflowPlacement { MinFailures = 1 }),
                4,
                cluster,
                cancellationToken
            );
            ISimulatedFaults place = cluster.Provider.Find<ISimulatedFaults>()!;
            place.Inject(new RemoveResource(cluster.Nodes[0].Name));
            EngineCycle[] then = await EngineRun.CyclesAsync(
                Engine("hotel", "sierra").UsePlacement(new OverflowPlacement { MinFailures = 1 }),
                4,
                cluster,
                cancellationToken
            );

            first[^1].ReadyCount.ShouldBe(20);
            then.ShouldAllBe(cycle => cycle.NodesPerCloud[0] == 20);
            then[^1].ReadyCount.ShouldBe(20);
        });

    [Fact]
    public Task A_dry_run_counts_a_node_that_fails_to_boot_once() =>
        RunAsync(new FailBoots { Cloud = "hotel" }, async (cluster, cancellationToken) =>
        {
            await EngineRun.CyclesAsync(Engine("hotel", "sierra"), 1, cluster, cancellationToken);
            CountingPlacement placement = new();
            await EngineRun.CyclesAsync(
                Engine("hotel", "sierra").UsePlacement(placement).WithOptions(options => options with { Mode = EngineMode.DryRun }),
                10,
                cluster,
                cancellationToken
            );

            placement.Failures[^1].ShouldBe(20);
        });

    [Fact]
    public Task A_single_cloud_is_retried_after_boot_failures() =>
        RunAsync(new FailBoots { Duration = TimeSpan.FromMinutes(6) }, async (cluster, cancellationToken) =>
        {
            EngineCycle[] cycles = await EngineRun.CyclesAsync(Engine("hotel"), 60, cluster, cancellationToken);

            cycles.ShouldContain(cycle => cycle.Placement.Cause == DecisionCause.InsufficientCapacity);
            cycles[^1].ReadyCount.ShouldBe(20);
        });

    private sealed class CountingPlacement : IPlacementPolicy
    {
        public List<int> Failures { get; } = [];

        public int GetStateLength(int cloudCount) => 0;

        public Placement Place(int desired, in DomainObservation observation, Span<long> state, Span<int> counts)
        {
            Failures.Add(observation.Clouds[0].FailureCount);
            counts[0] = desired;
            return Placement.FromCounts(desired, counts);
        }
    }

    private static DecisionEngineBuilder Engine(params string[] clouds) =>
        clouds.Aggregate(
            DecisionEngine
                .Create("web")
                .UseSizing(new FixedSizing { Size = 20 })
                .WithOptions(options => options with { CycleInterval = Period }),
            (engine, cloud) => engine.AddCloud(cloud)
        );

    private static async Task RunAsync(Fault fault, Func<LiveCluster, CancellationToken, Task> program)
    {
        await using SimulationProvider provider = new() { Seed = 5 };
        await provider.RunAsync(async cancellationToken =>
        {
            await using LiveCluster cluster = await LiveCluster
                .Create(Topology.Create("demo").Build())
                .UseProvider(provider)
                .ProvisionAsync(cancellationToken);
            provider.Inject(fault);
            await program(cluster, cancellationToken);
        });
    }
}
