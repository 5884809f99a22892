using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Clusters;

[Collection(Listening.Name)]
public class ClusterTurnTests
{
    private static readonly JsonElement Three = JsonSerializer.SerializeToElement(3);

    [Fact]
    public Task A_turn_makes_other_changes_wait_and_is_released_when_its_caller_fails() =>
        RunAsync(
            async (provider, cluster, token) =>
            {
                Task<PlanReport> other = Task.FromResult(new PlanReport(new Plan("demo", [])));

                async Task FailAsync()
                {
                    await using ClusterTurn turn = await cluster.BeginTurnAsync(token);
                    other = cluster.ApplyAsync(Sized(3), token);
                    await Task.Delay(TimeSpan.FromHours(1), provider.Clock, token);
                    (other.IsCompleted, turn.Desired.Nodes.Count(), cluster.Nodes.Count).ShouldBe((false, 2, 2));
                    throw new InvalidOperationException("the caller fails");
                }

                (await Thrown.ByAsync<InvalidOperationException>(FailAsync)).Message.ShouldBe("the caller fails");
                (await other).Plan.Count(StepAction.Create, StepTarget.Node).ShouldBe(1);
                cluster.Nodes.Count.ShouldBe(3);
            }
        );

    [Fact]
    public Task A_turn_interrupted_by_disposal_fails_with_the_name_of_the_cluster() =>
        RunAsync(
            async (_, cluster, token) =>
            {
                await using ClusterTurn turn = await cluster.BeginTurnAsync(token);
                Task<ClusterTurn> waiting = cluster.BeginTurnAsync(token);
                await cluster.DisposeAsync();

                ObjectDisposedException applied = await Thrown.ByAsync<ObjectDisposedException>(() =>
                    turn.ApplyAsync(Sized(3), cancellationToken: token)
                );
                applied.ObjectName.ShouldBe("Cluster 'demo'");
                (await Thrown.ByAsync<ObjectDisposedException>(waiting)).ObjectName.ShouldBe("Cluster 'demo'");
            }
        );

    [Fact]
    public Task A_turn_applies_one_change() =>
        RunAsync(
            async (_, cluster, token) =>
            {
                await using ClusterTurn turn = await cluster.BeginTurnAsync(token);
                await turn.ApplyAsync(Sized(3), cancellationToken: token);
                ClusterTurn ended = await cluster.BeginTurnAsync(token);
                await ended.DisposeAsync();
                await ended.DisposeAsync();

                foreach (ClusterTurn used in new[] { turn, ended })
                {
                    await Thrown.ByAsync<InvalidOperationException>(() => used.ApplyAsync(Sized(4), cancellationToken: token));
                }

                cluster.Nodes.Count.ShouldBe(3);
            }
        );

    [Fact]
    public Task A_turn_plans_the_steps_that_it_executes() =>
        RunAsync(
            async (provider, cluster, token) =>
            {
                provider.Inject(new CrashNode("n1"));
                await using ClusterTurn turn = await cluster.BeginTurnAsync(token);

                Plan plan = turn.PlanTo(Sized(3));
                PlanReport report = await turn.ApplyAsync(Sized(3), cancellationToken: token);

                turn.Observed.Nodes.Single(node => node.Health == NodeHealth.Failed).Name.ShouldBe("n1");
                report.Plan.ShouldBe(plan);
                report.CompletedSteps.Select(step => step.ToString()).ShouldContain("create node n3");
            }
        );

    [Fact]
    public Task A_turn_refuses_the_topology_of_another_cluster_and_continues() =>
        RunAsync(
            async (_, cluster, token) =>
            {
                await using ClusterTurn turn = await cluster.BeginTurnAsync(token);
                Topology other = Sized(1) with { Name = "other" };

                ClusterException applied = await Thrown.ByAsync<ClusterException>(() => turn.ApplyAsync(other, cancellationToken: token));
                Should.Throw<ClusterException>(() => turn.PlanTo(other));
                PlanReport report = await turn.ApplyAsync(Sized(3) with { Name = "" }, cancellationToken: token);

                applied.Message.ShouldContain("other");
                report.Succeeded.ShouldBeTrue();
            }
        );

    [Fact]
    public Task Failed_nodes_of_a_turn_are_replaced_by_it() =>
        RunAsync(
            async (_, cluster, token) =>
            {
                await using ClusterTurn turn = await cluster.BeginTurnAsync(token);
                turn.GetState("n2").ShouldBe(NodeState.Ready);
                turn.GetState("n9").ShouldBe(NodeState.Missing);

                PlanReport report = await turn.ApplyAsync(turn.Desired, failedNodes: ["n2"], cancellationToken: token);

                report.CompletedSteps.Select(step => step.ToString()).ShouldBe(["destroy node n2", "create node n2"]);
            }
        );

    [Fact]
    public Task Notes_are_found_after_the_cluster_is_opened_again() =>
        RunAsync(
            async (provider, cluster, token) =>
            {
                await using (ClusterTurn turn = await cluster.BeginTurnAsync(token))
                {
                    await turn.ApplyAsync(Sized(3), note: new TurnNote("mine/size", Three), cancellationToken: token);
                    await turn.SaveNoteAsync(new TurnNote("mine/later", Three), token);
                }

                await cluster.DisposeAsync();
                await using LiveCluster opened = await LiveCluster.OpenAsync("/state", provider, token);

                opened.FindNote("mine/size")!.Value.GetInt32().ShouldBe(3);
                opened.FindNote("mine/later")!.Value.GetInt32().ShouldBe(3);
                opened.FindNote("mine/other").ShouldBeNull();
            }
        );

    [Fact]
    public Task A_name_is_reserved_until_its_reservation_is_disposed() =>
        RunAsync(
            (_, cluster, _) =>
            {
                IDisposable first = cluster.TryReserve("mine/pool")!;
                cluster.TryReserve("MINE/pool").ShouldBeNull();
                first.Dispose();
                using IDisposable second = cluster.TryReserve("mine/pool")!;
                first.Dispose();

                cluster.TryReserve("mine/pool").ShouldBeNull();
                return Task.CompletedTask;
            }
        );

    [Fact]
    public Task A_cluster_that_was_opened_for_reading_has_no_turns() =>
        RunAsync(
            async (provider, cluster, token) =>
            {
                await cluster.DisposeAsync();
                await using LiveCluster read = await LiveCluster.OpenReadOnlyAsync("/state", provider, cancellationToken: token);

                await Thrown.ByAsync<InvalidOperationException>(() => read.BeginTurnAsync(token));
            }
        );

    [Fact]
    public async Task The_steps_of_a_turn_belong_to_its_activity_and_the_caller_keeps_its_own()
    {
        List<Activity> stopped = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == "Scalewright",
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = stopped.Add,
        };
        ActivitySource.AddActivityListener(listener);

        await RunAsync(
            async (_, cluster, token) =>
            {
                stopped.Clear();
                Activity? before = Activity.Current;
                await using ClusterTurn turn = await cluster.BeginTurnAsync(token);
                Activity.Current.ShouldBe(before);
                await turn.ApplyAsync(Sized(3), cancellationToken: token);
                Activity.Current.ShouldBe(before);
            }
        );

        Activity order = stopped.Single(activity => activity.OperationName == "scalewright.order");
        order.Status.ShouldBe(ActivityStatusCode.Ok);
        stopped.First(activity => activity.OperationName == "scalewright.wave").ParentSpanId.ShouldBe(order.SpanId);
    }

    private static Topology Sized(int count) =>
        Topology
            .Create("demo")
            .AddGroup(
                new NodeGroup("web", "by-hand")
                {
                    Nodes = Enumerable.Range(1, count).Select(number => new NodeSpec($"n{number}", number)).ToValueList(),
                }
            )
            .Build();

    private static async Task RunAsync(Func<SimulationProvider, LiveCluster, CancellationToken, Task> program)
    {
        await using SimulationProvider provider = new() { Seed = 4 };
        await provider.RunAsync(async token =>
        {
            await using LiveCluster cluster = await LiveCluster
                .Create(Sized(2))
                .UseProvider(provider)
                .WithState("/state")
                .ProvisionAsync(token);
            await program(provider, cluster, token);
        });
    }
}
