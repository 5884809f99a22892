using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Clusters;

/// <summary>Competing and interrupted controllers of a cluster; ids are rows of tests/Faults/rows.tsv.</summary>
public class ClusterRivalTests
{
    private const int RoundsToConverge = 3;
    private static readonly string[] Hosts = ["controller", "demo-1", "demo-2", "rival", "demo-3", "demo-4"];
    private static readonly DurableStoreOptions TakingOver = new()
    {
        LockHolder = new LockHolder(),
        Random = new Random(1),
        AllowExpiredLeaseTakeover = true,
    };

    /// <summary>Partitions: two halves, two majorities that share demo-2 and demo-3, and a ring of neighbors.</summary>
    public static TheoryData<string> Shapes => ["halves", "overlap", "ring"];

    [Theory, MemberData(nameof(Shapes))]
    public Task F_NET_03_only_the_lease_holder_acts_in_a_network_partition_and_converges_after_it_heals(string shape) =>
        Run(async scene =>
        {
            LiveCluster first = await scene.Describe(4).ProvisionAsync(scene.Token);
            await using SimulationProvider rival = scene.Provider.OpenController("rival");
            foreach ((string one, string other) in CutsOf(shape))
            {
                scene.Provider.Inject(new PartitionHosts([one], [other]));
            }

            (await Thrown.ByAsync<StateException>(() => scene.OpenAsync(rival, TakingOver))).Code.ShouldBe(ProblemCode.StateLocked);

            LiveCluster? second = null;
            Task taking = rival.RunAsync(async token =>
            {
                await Task.Delay(TimeSpan.FromSeconds(90), rival.Clock, token);
                second = await scene.OpenAsync(rival, TakingOver);
                await second.ApplyAsync(ListedScene.Sized(3), token);
            });
            scene.Provider.Inject(new FreezeController { Duration = TimeSpan.FromMinutes(3) });
            await taking;

            // Both controllers now assume that they hold the lease, and each reaches only its side of the partition.
            string[] before = await scene.ListedAsync();
            (await Thrown.ByAsync<StateException>(() => first.ApplyAsync(ListedScene.Sized(8), scene.Token))).Code.ShouldBe(
                ProblemCode.LeaseLost
            );
            (await Thrown.ByAsync<StateException>(() => first.RepairAsync(scene.Token))).Code.ShouldBe(ProblemCode.LeaseLost);
            (await scene.ListedAsync()).ShouldBe(before);

            scene.Provider.Inject(new HealNetwork());
            await rival.RunAsync(async token =>
            {
                int rounds = 1;
                while (!(await second!.RepairAsync(token)).Plan.IsEmpty || second.Nodes.Any(node => node.State != NodeState.Ready))
                {
                    (++rounds).ShouldBeLessThanOrEqualTo(RoundsToConverge);
                }

                await foreach (NodeResult answer in second.Nodes.RunAsync(["hostname"], token))
                {
                    answer.Succeeded.ShouldBeTrue();
                }

                await second.DisposeAsync();
            });
            (await scene.ListedAsync()).ShouldBe(["Group web", "Node demo-1", "Node demo-2", "Node demo-3"]);
        });

    [Fact]
    public Task F_TIME_03_a_controller_that_resumes_after_an_hour_replaces_only_the_lost_node() =>
        Run(async scene =>
        {
            await using LiveCluster cluster = await scene.Describe(3).ProvisionAsync(scene.Token);
            string[] ids = await IdsAsync(scene);
            using CancellationTokenSource end = new(TimeSpan.FromMinutes(70), scene.Provider.Clock);
            Task watching = cluster.MonitorAsync(new MonitorOptions(), end.Token);
            await scene.WaitAsync(TimeSpan.FromSeconds(20));

            scene.Provider.Inject(new FreezeController { Duration = TimeSpan.FromHours(1) });
            scene.Provider.Inject(new RemoveResource("demo-2"));
            await scene.WaitAsync(TimeSpan.FromSeconds(1));

            // The network recovers after the machine.
            scene.Provider.Inject(new PartitionHosts(["controller"], ["demo-1", "demo-3"]) { Duration = TimeSpan.FromSeconds(40) });
            await watching;

            scene.Told(ClusterEventKind.NodeLost).ShouldBe(["demo-2"]);
            scene.Told(ClusterEventKind.NodeFailed).ShouldBeEmpty();
            string[] now = await IdsAsync(scene);
            (now[0], now[2]).ShouldBe((ids[0], ids[2]));
            now[1].ShouldNotBe(ids[1]);
            cluster.Nodes.ShouldAllBe(node => node.State == NodeState.Ready);
            (await cluster.PlanAsync(cluster.Topology, scene.Token)).IsEmpty.ShouldBeTrue();
        });

    [Fact]
    public Task F_TIME_03_a_lease_taken_over_while_the_controller_was_suspended_is_reported_as_lost() =>
        Run(async scene =>
        {
            LiveCluster cluster = await scene.Describe(3).ProvisionAsync(scene.Token);
            await using SimulationProvider rival = scene.Provider.OpenController("rival");
            Task taking = rival.RunAsync(async token =>
            {
                await Task.Delay(TimeSpan.FromMinutes(30), rival.Clock, token);
                await using LiveCluster taken = await scene.OpenAsync(rival, TakingOver);
                await taken.ApplyAsync(ListedScene.Sized(1), token);
            });
            Task watching = cluster.MonitorAsync(new MonitorOptions(), scene.Token);

            scene.Provider.Inject(new FreezeController { Duration = TimeSpan.FromHours(1) });
            StateException lost = await Thrown.ByAsync<StateException>(() => watching);
            await taking;

            lost.Code.ShouldBe(ProblemCode.LeaseLost);
            (await scene.ListedAsync()).ShouldBe(["Group web", "Node demo-1"]);
        });

    [Fact]
    public Task F_PROV_12_provisioning_stops_when_credentials_are_rejected_and_resumes_from_the_stored_state() =>
        Run(
            async scene =>
            {
                ProviderException stop = await Thrown.ByAsync<ProviderException>(() => scene.Describe(100).ProvisionAsync(scene.Token));
                int done = scene.Told(ClusterEventKind.StepSucceeded).Length;
                await scene.WaitAsync(TimeSpan.FromMinutes(2));
                int made = (await scene.ListedAsync()).Length;

                // With new credentials, the next program finds the existing nodes and creates the others once.
                await using LiveCluster again = await scene.Describe(100).ProvisionAsync(scene.Token);

                stop.Problems.Select(problem => problem.Code).ShouldBe([ProblemCode.AuthenticationFailed]);
                done.ShouldBeInRange(1, 99);
                made.ShouldBeInRange(done, 99);
                (await scene.ListedAsync()).Length.ShouldBe(101);
                scene.Told(ClusterEventKind.OrphanRemoved).ShouldBeEmpty();
                (await again.PlanAsync(again.Topology, scene.Token)).IsEmpty.ShouldBeTrue();
            },
            new SimulationOptions
            {
                Calls = new CallModel { MaxConcurrency = 10 },
                Faults = FaultSchedule.Empty.Add(
                    TimeSpan.FromMilliseconds(550),
                    new FailCalls(CallFailure.CredentialsRefused) { Kinds = CallKinds.All, Duration = TimeSpan.FromMinutes(1) }
                ),
            }
        );

    private static IEnumerable<(string One, string Other)> CutsOf(string shape)
    {
        for (int i = 0; i < Hosts.Length; i++)
        {
            for (int j = i + 1; j < Hosts.Length; j++)
            {
                bool isCut = shape switch
                {
                    "halves" => i < 3 != j < 3,
                    "overlap" => i < 3 != j < 3 && !(Hosts[i] is "demo-2" or "demo-3") && !(Hosts[j] is "demo-2" or "demo-3"),
                    _ => j - i is not (1 or 5),
                };
                if (isCut)
                {
                    yield return (Hosts[i], Hosts[j]);
                }
            }
        }
    }

    private static async Task<string[]> IdsAsync(ListedScene scene) =>
        [
            .. (await scene.Provider.ObserveAsync(null, scene.Token))
                .Where(resource => resource.Tag.Target == Scalewright.Planning.StepTarget.Node && resource.State != ResourceState.Deleting)
                .OrderBy(resource => resource.Tag.Name, StringComparer.Ordinal)
                .Select(resource => resource.Id),
        ];

    private static Task Run(Func<ListedScene, Task> story, SimulationOptions? options = null) =>
        ListedScene.RunAsync(story, options ?? new SimulationOptions());
}
