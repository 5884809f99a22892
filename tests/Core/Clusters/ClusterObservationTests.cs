using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Clusters;

/// <summary>
/// Tests clusters on providers with eventually consistent lists. Each test repeats a violation that a random seed
/// found.
/// </summary>
public class ClusterObservationTests
{
    private static readonly string[] TwoNodes = ["Group web", "Node demo-1", "Node demo-2"];

    [Fact]
    public Task A_deleted_resource_that_a_stale_list_still_shows_is_not_adopted() =>
        ListedScene.RunAsync(async scene =>
        {
            await (await scene.Describe(2).ProvisionAsync(scene.Token)).DisposeAsync();
            (await scene.SettledAsync()).ShouldBe(TwoNodes);
            scene.RemoveAll(2);
            (await scene.ListedAsync()).ShouldContain("Group web");

            await using LiveCluster cluster = await scene.Describe(2, "/state/new").AdoptAsync(scene.Token);

            scene.Told(ClusterEventKind.ResourceAdopted).ShouldBeEmpty();
            (await scene.SettledAsync()).ShouldBe(TwoNodes);
            (await cluster.RepairAsync(scene.Token)).Plan.IsEmpty.ShouldBeTrue();
        });

    [Fact]
    public Task A_resource_that_a_stale_list_does_not_show_yet_is_neither_forgotten_nor_duplicated() =>
        ListedScene.RunAsync(async scene =>
        {
            await using LiveCluster cluster = await scene.Describe(2).ProvisionAsync(scene.Token);

            (await scene.SettledAsync()).ShouldBe(TwoNodes);
            scene.Told(ClusterEventKind.NodeLost).ShouldBeEmpty();
            scene.Told(ClusterEventKind.OrphanRemoved).ShouldBeEmpty();
        });

    [Fact]
    public Task A_group_that_is_listed_later_than_its_node_is_adopted_once_it_is_listed() =>
        ListedScene.RunAsync(async scene =>
        {
            Owner owner = new(Lineage.CreateRandom(scene.Provider.Random), "demo");
            NodeGroup web = ListedScene.Sized(1).Groups["web"];
            scene.Provider.Inject(new DelayListUpdates(TimeSpan.FromMinutes(10)) { Duration = TimeSpan.FromSeconds(10) });
            await scene.OrderAsync(new CreateGroup(web with { Nodes = [] }), owner);
            await scene.WaitAsync(TimeSpan.FromMinutes(1));
            await scene.OrderAsync(new CreateNode("web", web.Nodes[0]), owner);
            await scene.SettledAsync();

            await using LiveCluster cluster = await scene.Describe(1, "/state/new").AdoptAsync(scene.Token);
            await scene.WaitAsync(TimeSpan.FromMinutes(10));
            scene.Provider.Inject(new RemoveResource("demo-1"));
            await cluster.RepairAsync(scene.Token);
            await cluster.ApplyAsync(Topology.Create("demo").AddGroup(web with { Plugin = "by-another-hand" }).Build(), scene.Token);

            scene.Told(ClusterEventKind.ResourceAdopted).ShouldBe(["demo-1", "web"]);
            (await scene.SettledAsync()).ShouldBe(["Group web", "Node demo-1"]);
        });

    [Theory, InlineData(1), InlineData(24 * 365), InlineData(-24)]
    public Task A_clock_jump_creates_no_duplicate_resources(int hours) =>
        ListedScene.RunAsync(async scene =>
        {
            scene.Provider.Inject(new JumpClock("controller", TimeSpan.FromHours(hours)));

            await using LiveCluster cluster = await scene.Describe(2).ProvisionAsync(scene.Token);

            (await scene.SettledAsync()).ShouldBe(TwoNodes);
            scene.Told(ClusterEventKind.NodeLost).ShouldBeEmpty();
            scene.Told(ClusterEventKind.StepSucceeded).Count(subject => subject == "web").ShouldBe(1);
        });

    [Fact]
    public Task Observing_waits_for_consistent_lists_only_when_a_resource_is_missing() =>
        ListedScene.RunAsync(async scene =>
        {
            await using LiveCluster cluster = await scene.Describe(2).ProvisionAsync(scene.Token);
            await scene.SettledAsync();

            TimeSpan start = scene.Provider.Elapsed;
            await cluster.ObserveAsync(scene.Token);
            TimeSpan durationWithoutFault = scene.Provider.Elapsed - start;
            scene.Provider.Inject(new RemoveResource("demo-2"));
            await scene.SettledAsync();
            start = scene.Provider.Elapsed;
            await cluster.ObserveAsync(scene.Token);

            durationWithoutFault.ShouldBeLessThan(TimeSpan.FromSeconds(1));
            (scene.Provider.Elapsed - start).ShouldBeGreaterThanOrEqualTo(ListedScene.Window);
            scene.Told(ClusterEventKind.NodeLost).ShouldBe(["demo-2"]);
        });

    [Fact]
    public Task Lost_nodes_are_forgotten_before_their_group_and_a_repair_recreates_all() =>
        ListedScene.RunAsync(async scene =>
        {
            await using LiveCluster cluster = await scene.Describe(2).ProvisionAsync(scene.Token);
            scene.RemoveAll(2);
            await scene.SettledAsync();

            (await cluster.RepairAsync(scene.Token)).Succeeded.ShouldBeTrue();

            scene.Told(ClusterEventKind.NodeLost).ShouldBe(["demo-2", "demo-1", "web"]);
            (await scene.SettledAsync()).ShouldBe(TwoNodes);
        });

    [Fact]
    public Task A_group_deleted_externally_is_reported_once_and_its_nodes_are_kept() =>
        ListedScene.RunAsync(async scene =>
        {
            await using LiveCluster cluster = await scene.Describe(2).ProvisionAsync(scene.Token);
            scene.Provider.Inject(new RemoveResource("web") { Target = StepTarget.Group });
            await scene.SettledAsync();

            (await cluster.RepairAsync(scene.Token)).Plan.IsEmpty.ShouldBeTrue();
            (await cluster.RepairAsync(scene.Token)).Plan.IsEmpty.ShouldBeTrue();
            (await cluster.ApplyAsync(ListedScene.Sized(3), scene.Token))
                .Plan.Steps.Select(step => step.ToString())
                .ShouldBe(["create node demo-3"]);

            scene.Told(ClusterEventKind.NodeLost).ShouldBe(["web"]);
            (await scene.SettledAsync()).ShouldBe(["Node demo-1", "Node demo-2", "Node demo-3"]);
            await cluster.ApplyAsync(Topology.Empty, scene.Token);
            (await cluster.ApplyAsync(ListedScene.Sized(1), scene.Token)).Succeeded.ShouldBeTrue();
            (await scene.SettledAsync()).ShouldBe(["Group web", "Node demo-1"]);
        });

    [Fact]
    public Task A_repair_waits_for_nodes_that_an_earlier_run_left_starting() =>
        ListedScene.RunAsync(
            async scene =>
            {
                using (CancellationTokenSource timeout = new(TimeSpan.FromSeconds(20), scene.Provider.Clock))
                {
                    await Thrown.ByAsync<OperationCanceledException>(() => scene.Describe(2).ProvisionAsync(timeout.Token));
                }

                await using LiveCluster cluster = await scene.OpenAsync();
                cluster.Nodes.ShouldAllBe(node => node.State == NodeState.Starting);

                (await cluster.RepairAsync(scene.Token)).Plan.IsEmpty.ShouldBeTrue();

                cluster.Nodes.ShouldAllBe(node => node.State == NodeState.Ready);
            },
            new SimulationOptions
            {
                Cloud = CloudModel.Default with { Machine = new MachineModel { BootDelay = DurationModel.Fixed(TimeSpan.FromMinutes(2)) } },
            }
        );

    [Fact]
    public Task A_controller_that_lost_its_lease_stops_retrying() =>
        ListedScene.RunAsync(
            async scene =>
            {
                await using LiveCluster first = await scene.Describe(1).ProvisionAsync(scene.Token);
                await using SimulationProvider otherProvider = scene.Provider.OpenController("rival");
                scene.Provider.Inject(new FailCalls(CallFailure.Busy) { Kinds = CallKinds.Create, Duration = TimeSpan.FromSeconds(20) });
                Task scaling = first.ApplyAsync(ListedScene.Sized(3), scene.Token);
                await scene.WaitAsync(TimeSpan.FromSeconds(2));

                await using LiveCluster second = await scene.OpenAsync(otherProvider, await TakeOverOptionsAsync(scene));

                (await Thrown.ByAsync<StateException>(() => scaling)).Code.ShouldBe(ProblemCode.LeaseLost);
                (await scene.ListedAsync()).ShouldBe(["Group web", "Node demo-1"]);
                scene.Told(ClusterEventKind.StepSucceeded).ShouldBe(["web", "demo-1"]);
            },
            new SimulationOptions()
        );

    private static async Task<DurableStoreOptions> TakeOverOptionsAsync(ListedScene scene)
    {
        StateException lockFailure = await Thrown.ByAsync<StateException>(() => scene.OpenAsync());
        string advice = lockFailure.Problems[0].Advice;
        return new DurableStoreOptions
        {
            LockHolder = new LockHolder(),
            Random = new Random(1),
            ForceUnlockId = advice.Split('\'')[1],
        };
    }
}
