using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Clusters;

/// <summary>
/// Tests clusters whose provider gives reasons for waiting nodes, as the contract of WaitingReason describes them.
/// Reasons are those of Kubernetes 1.36.2.
/// </summary>
public class ClusterWaitingTests
{
    private static readonly WaitingReason NotFound = new("ErrImagePull: shop/agent:9: not found", CanResolve: false);
    private static readonly WaitingReason LostContact = new("its machine n1 no longer reports (NodeNotReady)", CanResolve: true)
    {
        IsContactLost = true,
    };
    private static readonly WaitingReason NoProgram = new(
        "StartError: exec: \"sh\": executable file not found in $PATH (exit code 128)",
        CanResolve: true
    );
    private static readonly WaitingReason NoCapacity = new("Unschedulable: 0/1 nodes are available: 1 Insufficient cpu.", CanResolve: true);

    // kubelet: containers of an image that does not exist never start, so a new pod has the same reason.
    [Fact]
    public Task An_engine_replaces_a_node_that_cannot_start_at_most_once_per_start_timeout() =>
        RunAsync(async scene =>
        {
            scene.Reasons = _ => (ResourceState.Failed, NotFound);
            await using LiveCluster cluster = await scene.ProvisionAsync(Topology.Create("demo").Build());
            DecisionEngine engine = DecisionEngine
                .Create("pool")
                .UseLaunchConfiguration(new LaunchConfiguration("launch"))
                .AddCloud("west", maxNodes: 3)
                .UseSizing(new FixedSizing { Size = 1 })
                .WithCycleInterval(TimeSpan.FromSeconds(10))
                .WithDuration(TimeSpan.FromMinutes(25))
                .Build();

            List<EngineCycle> cycles = [];
            await foreach (EngineCycle cycle in engine.RunAsync(cluster, scene.Token))
            {
                cycles.Add(cycle);
            }

            scene.CreationCount.ShouldBeInRange(1, 4);
            cycles[1].Problems.Select(problem => problem.Code).ShouldBe([ProblemCode.NodeNotStarting]);
        });

    [Fact]
    public Task Monitoring_replaces_a_node_that_cannot_start_at_most_once_per_start_timeout() =>
        RunAsync(async scene =>
        {
            await using LiveCluster cluster = await scene.ProvisionAsync(ListedScene.Sized(2));
            scene.Reasons = node => node.Tag.Name == "demo-1" ? (ResourceState.Failed, NotFound) : null;
            scene.CreationCount = 0;

            await scene.WatchAsync(cluster, TimeSpan.FromMinutes(35));

            scene.CreationCount.ShouldBeInRange(3, 4);
            scene
                .Told(ClusterEventKind.StepFailed)
                .Count(text => text.Contains("[SW6012]", StringComparison.Ordinal))
                .ShouldBe(scene.CreationCount);
        });

    [Fact]
    public Task A_call_of_the_user_replaces_a_node_that_cannot_start_at_once() =>
        RunAsync(async scene =>
        {
            await using LiveCluster cluster = await scene.ProvisionAsync(ListedScene.Sized(1));
            scene.Reasons = _ => (ResourceState.Failed, NotFound);
            await Thrown.ByAsync<ClusterException>(() => cluster.RepairAsync(scene.Token));
            scene.Reasons = _ => null;
            scene.CreationCount = 0;
            scene.BreakOld(ResourceState.Failed, NotFound, "demo-1");

            (await cluster.RepairAsync(scene.Token)).Succeeded.ShouldBeTrue();

            scene.CreationCount.ShouldBe(1);
        });

    // pkg/controller/util/node, MarkPodsNotReady: the containers may still run, so the pod can become ready again.
    [Fact]
    public Task A_node_whose_machine_is_lost_is_replaced_only_after_the_delay_of_monitoring() =>
        RunAsync(async scene =>
        {
            await using LiveCluster cluster = await scene.ProvisionAsync(
                ListedScene.Sized(2),
                new ClusterOptions { NodeStartTimeout = TimeSpan.FromMinutes(1) }
            );
            scene.BreakOld(ResourceState.Pending, LostContact, "demo-2");
            scene.Place.Inject(new IsolateHost("demo-2"));
            scene.CreationCount = 0;

            await scene.WatchAsync(cluster, TimeSpan.FromMinutes(4));

            cluster.Nodes["demo-2"].State.ShouldBe(NodeState.Unreachable);
            scene.CreationCount.ShouldBe(0);

            await scene.WatchAsync(cluster, TimeSpan.FromMinutes(8));

            scene.CreationCount.ShouldBe(1);
        });

    [Fact]
    public Task A_change_reports_a_node_whose_machine_is_lost_and_does_not_wait_for_it() =>
        RunAsync(async scene =>
        {
            await using LiveCluster cluster = await scene.ProvisionAsync(ListedScene.Sized(2));
            scene.BreakOld(ResourceState.Pending, LostContact, "demo-2");
            TimeSpan start = scene.Place.Elapsed;

            PlanReport report = await cluster.ApplyAsync(ListedScene.Sized(3), scene.Token);

            report.Succeeded.ShouldBeTrue();
            (scene.Place.Elapsed - start).ShouldBeLessThan(TimeSpan.FromMinutes(2));
            cluster.Nodes.Select(node => node.State).ShouldBe([NodeState.Ready, NodeState.Unreachable, NodeState.Ready]);
            scene.Told(ClusterEventKind.NodeWaiting).ShouldBe(["is unreachable: its machine n1 no longer reports (NodeNotReady)"]);
        });

    [Fact]
    public Task A_change_fails_at_the_first_reason_that_waiting_does_not_fix() =>
        RunAsync(async scene =>
        {
            await using LiveCluster cluster = await scene.ProvisionAsync(ListedScene.Sized(1));
            scene.Reasons = node =>
                node.Tag.Name switch
                {
                    "demo-2" => (ResourceState.Failed, NotFound),
                    "demo-3" => (ResourceState.Pending, NoCapacity),
                    _ => null,
                };
            TimeSpan start = scene.Place.Elapsed;

            ClusterException failure = await Thrown.ByAsync<ClusterException>(() => cluster.ApplyAsync(ListedScene.Sized(3), scene.Token));

            (scene.Place.Elapsed - start).ShouldBeLessThan(TimeSpan.FromMinutes(1));
            failure.Problems.ShouldHaveSingleItem().Field.ShouldBe("demo-2");
        });

    [Fact]
    public Task The_event_of_a_node_that_is_not_replaced_in_the_same_change_does_not_announce_a_replacement() =>
        RunAsync(async scene =>
        {
            await using LiveCluster cluster = await scene.ProvisionAsync(ListedScene.Sized(1));
            scene.Reasons = node => node.Tag.Name == "demo-2" ? (ResourceState.Pending, NoCapacity) : null;

            ClusterException failure = await Thrown.ByAsync<ClusterException>(() => cluster.ApplyAsync(ListedScene.Sized(2), scene.Token));

            failure.Code.ShouldBe(ProblemCode.NodeNotStarting);
            scene.Told(ClusterEventKind.NodeFailed).ShouldBe([$"did not become ready in time: {NoCapacity}"]);
        });

    // kubelet, StartError: the image has no such program.
    [Fact]
    public Task A_change_whose_nodes_fail_again_and_again_reports_the_reason() =>
        RunAsync(async scene =>
        {
            await using LiveCluster cluster = await scene.ProvisionAsync(ListedScene.Sized(1));
            scene.Reasons = node => node.Tag.Name == "demo-2" ? (ResourceState.Failed, NoProgram) : null;

            ClusterException failure = await Thrown.ByAsync<ClusterException>(() => cluster.ApplyAsync(ListedScene.Sized(2), scene.Token));

            failure.Code.ShouldBe(ProblemCode.NotConverged);
            failure.Message.ShouldContain($"after 3 iterations; remaining step: destroy node demo-2; reason: {NoProgram};");
        });

    private static Task RunAsync(Func<Scene, Task> story) =>
        SceneEnd.RunAsync((provider, token) => story(new Scene(provider, token)), options: null, seed: 12);

    private sealed class Scene(SimulationProvider place, CancellationToken token) : IProgress<ClusterEvent>
    {
        private readonly List<ClusterEvent> _events = [];

        public SimulationProvider Place => place;

        public CancellationToken Token => token;

        public int CreationCount { get; set; }

        /// <summary>Returns the state and the reason of a listed node; null to keep those of the simulation.</summary>
        public Func<Resource, (ResourceState State, WaitingReason Reason)?> Reasons { get; set; } = static _ => null;

        public void Report(ClusterEvent value) => _events.Add(value);

        public string[] Told(ClusterEventKind kind) => [.. _events.Where(told => told.Kind == kind).Select(told => told.Message)];

        /// <summary>Gives a state and a reason to an existing node, but not to its replacements.</summary>
        public void BreakOld(ResourceState state, WaitingReason reason, string name)
        {
            string? id = null;
            Reasons = node => node.Tag.Name == name && (id ??= node.Id) == node.Id ? (state, reason) : null;
        }

        public Task<LiveCluster> ProvisionAsync(Topology topology, ClusterOptions? options = null) =>
            LiveCluster
                .Create(topology)
                .UseProvider(new OddProvider(place) { List = List, Outcome = Count })
                .WithOptions(settings => (options ?? settings) with { Listener = this })
                .ProvisionAsync(token);

        public async Task WatchAsync(LiveCluster cluster, TimeSpan time)
        {
            using CancellationTokenSource end = new(time, place.Clock);
            await cluster.MonitorAsync(cancellationToken: end.Token);
        }

        private ValueList<Resource> List(ValueList<Resource> list) =>
            [
                .. list.Select(resource =>
                    resource.Tag.Target == StepTarget.Node
                    && resource.State != ResourceState.Deleting
                    && Reasons(resource) is var (state, reason)
                        ? resource with
                        {
                            State = state,
                            Waiting = reason,
                        }
                        : resource
                ),
            ];

        private StepOutcome Count(StepOutcome outcome)
        {
            CreationCount += outcome.Resource is { Tag.Target: StepTarget.Node } ? 1 : 0;
            return outcome;
        }
    }
}
