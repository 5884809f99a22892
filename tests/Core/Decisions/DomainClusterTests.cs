using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Decisions;

public class DomainClusterTests
{
    private static readonly Domain Pool = new("pool")
    {
        Clouds = [new DomainCloud("hotel", 2), new DomainCloud("sierra", 2)],
        MaxNodes = 4,
    };

    [Fact]
    public Task A_manually_set_capacity_persists_after_the_cluster_is_reopened() =>
        RunAsync(
            async (provider, cancellationToken) =>
            {
                await using (LiveCluster cluster = await MakeAsync(provider, cancellationToken))
                {
                    PlanReport report = await cluster.SetCapacityAsync("pool", 3, cancellationToken);
                    report.Plan.Count(StepAction.Create, StepTarget.Node).ShouldBe(3);
                }

                await using LiveCluster opened = await LiveCluster.OpenAsync("./state", provider, cancellationToken);
                opened.Topology.FindDomain("pool")!.Capacity.ShouldBe(3);
                opened
                    .Nodes.Select(node => $"{node.Name} {node.Spec.Cloud} {node.State}")
                    .ShouldBe(["pool-1 hotel Ready", "pool-2 hotel Ready", "pool-3 sierra Ready"]);
                await opened.SetCapacityAsync("pool", 1, cancellationToken);
                opened.Nodes.Select(node => node.Name).ShouldBe(["pool-1"]);
            }
        );

    [Fact]
    public Task A_capacity_beyond_the_bounds_or_the_clouds_is_rejected_and_creates_no_nodes() =>
        RunAsync(
            async (provider, cancellationToken) =>
            {
                await using LiveCluster cluster = await MakeAsync(provider, cancellationToken);

                DecisionException bound = await Thrown.ByAsync<DecisionException>(() =>
                    cluster.SetCapacityAsync("pool", 5, cancellationToken)
                );
                DecisionException unknown = await Thrown.ByAsync<DecisionException>(() =>
                    cluster.SetCapacityAsync("lake", 1, cancellationToken)
                );
                await cluster.ApplyAsync(topology => topology.WithDomain(Pool with { MaxNodes = 9 }), cancellationToken);
                DecisionException room = await Thrown.ByAsync<DecisionException>(() =>
                    cluster.SetCapacityAsync("pool", 5, cancellationToken)
                );

                bound.Problems.Single().Code.ShouldBe(ProblemCode.OutOfRange);
                unknown.Problems.Single().Code.ShouldBe(ProblemCode.DomainNotFound);
                room.Problems.Single().Code.ShouldBe(ProblemCode.InsufficientCapacity);
                cluster.Nodes.ShouldBeEmpty();
            }
        );

    [Fact]
    public Task Submitting_a_change_does_not_wait_for_nodes_to_start() =>
        RunAsync(
            async (provider, cancellationToken) =>
            {
                await using LiveCluster cluster = await MakeAsync(provider, cancellationToken);

                await using ClusterTurn turn = await cluster.BeginTurnAsync(cancellationToken);
                PlanReport report = await turn.ApplyAsync(turn.Desired.WithCapacity("pool", 2), cancellationToken: cancellationToken);
                await cluster.ObserveAsync(cancellationToken);

                report.Succeeded.ShouldBeTrue();
                cluster.Nodes.ShouldAllBe(node => node.State == NodeState.Starting);
            }
        );

    [Fact]
    public Task Concurrent_capacity_changes_are_all_applied() =>
        RunAsync(
            async (provider, cancellationToken) =>
            {
                await using LiveCluster cluster = await MakeAsync(provider, cancellationToken);
                await cluster.ApplyAsync(topology => topology.WithDomain(new Domain("lake")), cancellationToken);

                await Task.WhenAll(
                    cluster.SetCapacityAsync("pool", 2, cancellationToken),
                    cluster.SetCapacityAsync("lake", 3, cancellationToken)
                );

                cluster.Nodes.Count.ShouldBe(5);
            }
        );

    private static Task<LiveCluster> MakeAsync(SimulationProvider provider, CancellationToken cancellationToken) =>
        LiveCluster
            .Create(Topology.Create("demo").Build().WithDomain(Pool))
            .UseProvider(provider)
            .WithState("./state")
            .ProvisionAsync(cancellationToken);

    private static async Task RunAsync(Func<SimulationProvider, CancellationToken, Task> program)
    {
        await using SimulationProvider provider = new() { Seed = 5 };
        await provider.RunAsync(cancellationToken => program(provider, cancellationToken));
    }
}
