using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Clusters;

/// <summary>Clusters on providers with eventually consistent lists. Random seeds found each violation.</summary>
public class ClusterSightTests
{
    private static readonly string[] Two = ["Group web", "Node demo-1", "Node demo-2"];

    [Fact]
    public Task What_only_a_late_list_shows_is_not_adopted() => ListedScene.RunAsync(async scene =>
    {
        await (await scene.Describe(2).ProvisionAsync(scene.Token)).DisposeAsync();
        (await scene.SettledAsync()).ShouldBe(Two);
        scene.RemoveAll(2);
        (await scene.ListedAsync()).ShouldContain("Group web");

        await using LiveCluster cluster = await scene.Describe(2, "/state/new").AdoptAsync(scene.Token);

        scene.Told(ClusterEventKind.ResourceAdopted).ShouldBeEmpty();
        (await scene.SettledAsync()).ShouldBe(Two);
        (await cluster.RepairAsync(scene.Token)).Plan.IsEmpty.ShouldBeTrue();
    });

    [Fact]
    public Task What_no_list_shows_yet_is_not_forgotten_and_not_made_twice() => ListedScene.RunAsync(async scene =>
    {
        await using LiveCluster cluster = await scene.Describe(2).ProvisionAsync(scene.Token);

        (await scene.SettledAsync()).ShouldBe(Two);
        scene.Told(ClusterEventKind.NodeLost).ShouldBeEmpty();
        scene.Told(ClusterEventKind.OrphanRemoved).ShouldBeEmpty();
    });

    [Fact]
    public Task A_group_that_a_list_shows_long_after_its_node_is_adopted_then() => ListedScene.RunAsync(async scene =>
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
    public Task After_a_jump_of_the_clock_nothing_is_made_twice(int hours) => ListedScene.RunAsync(async scene =>
    {
        scene.Provider.Inject(new JumpClock("controller", TimeSpan.FromHours(hours)));

        await using LiveCluster cluster = await scene.Describe(2).ProvisionAsync(scene.Token);

        (await scene.SettledAsync()).ShouldBe(Two);
        scene.Told(ClusterEventKind.NodeLost).ShouldBeEmpty();
        scene.Told(ClusterEventKind.StepSucceeded).Count(subject => subject == "web").ShouldBe(1);
    });

    [Fact]
    public Task A_look_waits_for_the_lists_only_when_something_is_missing_or_stray() => ListedScene.RunAsync(async scene =>
    {
        await using LiveCluster cluster = await scene.Describe(2).ProvisionAsync(scene.Token);
        await scene.SettledAsync();

        TimeSpan start = scene.Provider.Elapsed;
        await cluster.ObserveAsync(scene.Token);
        TimeSpan clean = scene.Provider.Elapsed - start;
        scene.Provider.Inject(new RemoveResource("demo-2"));
        await scene.SettledAsync();
        start = scene.Provider.Elapsed;
        await cluster.ObserveAsync(scene.Token);

        clean.ShouldBeLessThan(TimeSpan.FromSeconds(1));
        (scene.Provider.Elapsed - start).ShouldBeGreaterThanOrEqualTo(ListedScene.Window);
        scene.Told(ClusterEventKind.NodeLost).ShouldBe(["demo-2"]);
    });

    [Fact]
    public Task Nodes_are_forgotten_before_their_group_and_all_is_made_again() => ListedScene.RunAsync(async scene =>
    {
        await using LiveCluster cluster = await scene.Describe(2).ProvisionAsync(scene.Token);
        scene.RemoveAll(2);
        await scene.SettledAsync();

        (await cluster.RepairAsync(scene.Token)).Succeeded.ShouldBeTrue();

        scene.Told(ClusterEventKind.NodeLost).ShouldBe(["demo-2", "demo-1", "web"]);
        (await scene.SettledAsync()).ShouldBe(Two);
    });

    [Fact]
    public Task A_group_that_others_removed_is_told_once_and_its_nodes_go_on() => ListedScene.RunAsync(async scene =>
    {
        await using LiveCluster cluster = await scene.Describe(2).ProvisionAsync(scene.Token);
        scene.Provider.Inject(new RemoveResource("web") { Target = StepTarget.Group });
        await scene.SettledAsync();

        (await cluster.RepairAsync(scene.Token)).Plan.IsEmpty.ShouldBeTrue();
        (await cluster.RepairAsync(scene.Token)).Plan.IsEmpty.ShouldBeTrue();
        (await cluster.ApplyAsync(ListedScene.Sized(3), scene.Token)).Plan.Steps.Select(step => step.ToString()).ShouldBe(["create node demo-3"]);

        scene.Told(ClusterEventKind.NodeLost).ShouldBe(["web"]);
        (await scene.SettledAsync()).ShouldBe(["Node demo-1", "Node demo-2", "Node demo-3"]);
        await cluster.ApplyAsync(Topology.Empty, scene.Token);
        (await cluster.ApplyAsync(ListedScene.Sized(1), scene.Token)).Succeeded.ShouldBeTrue();
        (await scene.SettledAsync()).ShouldBe(["Group web", "Node demo-1"]);
    });

    [Fact]
    public Task Nodes_that_an_earlier_run_left_pending_are_waited_for_by_a_repair() => ListedScene.RunAsync(
        async scene =>
        {
            using (CancellationTokenSource impatience = new(TimeSpan.FromSeconds(20), scene.Provider.Clock))
            {
                await Thrown.ByAsync<OperationCanceledException>(() => scene.Describe(2).ProvisionAsync(impatience.Token));
            }

            await using LiveCluster cluster = await scene.OpenAsync();
            cluster.Nodes.ShouldAllBe(node => node.State == NodeState.Starting);

            (await cluster.RepairAsync(scene.Token)).Plan.IsEmpty.ShouldBeTrue();

            cluster.Nodes.ShouldAllBe(node => node.State == NodeState.Ready);
        },
        new SimulationOptions { Cloud = CloudModel.Default with { Machine = new MachineModel { BootDelay = DurationModel.Fixed(TimeSpan.FromMinutes(2)) } } });

    [Fact]
    public Task One_who_lost_the_state_to_another_does_not_go_on_repeating() => ListedScene.RunAsync(
        async scene =>
        {
            await using LiveCluster first = await scene.Describe(1).ProvisionAsync(scene.Token);
            await using SimulationProvider place = scene.Provider.OpenController("rival");
            scene.Provider.Inject(new FailCalls(CallFailure.Busy) { Kinds = CallKinds.Create, Duration = TimeSpan.FromSeconds(20) });
            Task growing = first.ApplyAsync(ListedScene.Sized(3), scene.Token);
            await scene.WaitAsync(TimeSpan.FromSeconds(2));

            await using LiveCluster second = await scene.OpenAsync(place, await TakingOverAsync(scene));

            (await Thrown.ByAsync<StateException>(() => growing)).Code.ShouldBe(ProblemCode.LeaseLost);
            (await scene.ListedAsync()).ShouldBe(["Group web", "Node demo-1"]);
            scene.Told(ClusterEventKind.StepSucceeded).ShouldBe(["web", "demo-1"]);
        },
        new SimulationOptions());

    private static async Task<DurableStoreOptions> TakingOverAsync(ListedScene scene)
    {
        StateException refused = await Thrown.ByAsync<StateException>(() => scene.OpenAsync());
        string advice = refused.Problems[0].Advice;
        return new DurableStoreOptions { LockHolder = new LockHolder(), Random = new Random(1), ForceUnlockId = advice.Split('\'')[1] };
    }
}
