using System.Text.RegularExpressions;
using CommandResult = Scalewright.Agents.CommandResult;
using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Clusters;

public partial class ClusterFaultTests
{
    private static readonly MonitorOptions Patient = new() { ReplaceDelay = TimeSpan.FromMinutes(5) };

    [Fact]
    public Task F_NET_01_an_isolated_node_is_reported_unreachable_and_replaced_only_after_the_delay() =>
        Run(async scene =>
        {
            await using LiveCluster cluster = await scene.MakeAsync(4);
            string first = (await scene.NodeAsync("demo-2")).Id;
            scene.Provider.Inject(new IsolateHost("demo-2"));

            await scene.WatchAsync(cluster, TimeSpan.FromMinutes(4));

            cluster.Nodes["demo-2"].State.ShouldBe(NodeState.Unreachable);
            (await scene.NodeAsync("demo-2")).Id.ShouldBe(first);

            await scene.WatchAsync(cluster, TimeSpan.FromMinutes(8));

            (await scene.NodeAsync("demo-2")).Id.ShouldNotBe(first);
            scene.Told(ClusterEventKind.NodeUnreachable).ShouldBe(["demo-2"]);
        });

    [Theory, InlineData(true, false), InlineData(false, true)]
    public Task F_NET_02_a_node_cut_off_in_one_direction_is_reported_unreachable_and_then_reachable(bool inbound, bool outbound) =>
        Run(async scene =>
        {
            await using LiveCluster cluster = await scene.MakeAsync(4);
            scene.Provider.Inject(
                new IsolateHost("demo-3")
                {
                    BlocksInbound = inbound,
                    BlocksOutbound = outbound,
                    Duration = TimeSpan.FromMinutes(2),
                }
            );

            await scene.WatchAsync(cluster, TimeSpan.FromMinutes(4));

            cluster.Nodes.ShouldAllBe(node => node.State == NodeState.Ready);
            scene.Told(ClusterEventKind.NodeUnreachable).ShouldBe(["demo-3"]);
            scene.Told(ClusterEventKind.NodeReachable).ShouldBe(["demo-3"]);
        });

    [Fact]
    public Task F_NET_04_all_nodes_are_ready_after_their_links_were_cut_in_turn_and_healed_at_random_times() =>
        Run(async scene =>
        {
            await using LiveCluster cluster = await scene.MakeAsync(8);
            Random chance = new(5);
            foreach (Node node in cluster.Nodes)
            {
                scene.Provider.Inject(new CutLink("controller", node.Name) { Duration = TimeSpan.FromSeconds(chance.Next(20, 200)) });
                await Task.Delay(TimeSpan.FromSeconds(5), scene.Provider.Clock, scene.Token);
            }

            await scene.WatchAsync(cluster, TimeSpan.FromMinutes(6));

            cluster.Nodes.ShouldAllBe(node => node.State == NodeState.Ready);
            (await scene.AnswersAsync(cluster)).ShouldBe(8);
            (await cluster.PlanAsync(cluster.Topology, scene.Token)).IsEmpty.ShouldBeTrue();
        });

    [Fact]
    public Task F_PROC_06_a_command_that_is_not_idempotent_is_not_retried_after_its_agent_exits() =>
        Run(async scene =>
        {
            await using LiveCluster cluster = await scene.MakeAsync(1);
            Task<CommandResult> running = cluster.Nodes[0].RunAsync(["sleep", "30"], scene.Token);
            await Task.Delay(TimeSpan.FromSeconds(5), scene.Provider.Clock, scene.Token);
            scene.Provider.Inject(new CrashAgent("demo-1") { Duration = TimeSpan.FromSeconds(20) });

            AgentException broken = await Thrown.ByAsync<AgentException>(() => running);

            broken.IsOutcomeUnknown.ShouldBeTrue();
            (await cluster.Nodes[0].RunAsync(new CommandRequest(["hostname"]) { IsIdempotent = true }, scene.Token))
                .Output.Trim()
                .ShouldBe("demo-1");
        });

    [Fact]
    public Task F_PROC_07_a_node_whose_agent_keeps_exiting_is_marked_failed_with_its_log_tail_and_replaced() =>
        Run(async scene =>
        {
            await using LiveCluster cluster = await scene.MakeAsync(2);
            string first = (await scene.NodeAsync("demo-2")).Id;
            scene.Provider.Inject(new FailAgent("demo-2"));

            await scene.WatchAsync(cluster, TimeSpan.FromMinutes(3));

            ClusterEvent failed = scene.Events(ClusterEventKind.NodeFailed).ShouldHaveSingleItem();
            failed.Subject.ShouldBe("demo-2");
            failed.Message.ShouldStartWith("its agent exited 5 times within 00:10:00 and is marked as failed; last lines of its log: ");
            failed.Message.Split(" | ").Length.ShouldBe(10);
            failed.Message.ShouldEndWith("exited with code 70");
            // Delays of 1, 2, 4 and 8 seconds, each up to a fifth shorter, plus the duration of each attempt.
            DateTimeOffset[] starts =
            [
                .. failed
                    .Message.Split(": ", 2)[1]
                    .Split(" | ")
                    .Where(line => line.EndsWith(" starts", StringComparison.Ordinal))
                    .Select(line => DateTimeOffset.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture)),
            ];
            double[] pauses = [.. starts.Zip(starts.Skip(1), (one, next) => (next - one).TotalSeconds)];
            pauses.Zip([1.0, 2, 4, 8]).ShouldAllBe(pause => pause.First > 0.8 * pause.Second && pause.First < pause.Second + 5.1);
            (await scene.NodeAsync("demo-2")).Id.ShouldNotBe(first);
            cluster.Nodes.ShouldAllBe(node => node.State == NodeState.Ready);
        });

    [Fact]
    public Task F_PROC_07_a_call_waits_for_a_recovering_agent_and_fails_with_the_log_of_one_that_does_not() =>
        Run(async scene =>
        {
            await using LiveCluster cluster = await scene.MakeAsync(2);
            scene.Provider.Inject(new FailAgent("demo-1") { Duration = TimeSpan.FromSeconds(2) });
            scene.Provider.Inject(new FailAgent("demo-2"));

            (await cluster.Nodes["demo-1"].RunAsync(["hostname"], scene.Token)).Output.Trim().ShouldBe("demo-1");
            AgentException refused = await Thrown.ByAsync<AgentException>(() =>
                cluster.Nodes["demo-2"].RunAsync(["hostname"], scene.Token)
            );
            AgentException lost = await Thrown.ByAsync<AgentException>(() => cluster.Nodes["demo-2"].RunAsync(["hostname"], scene.Token));

            (refused.Code, refused.IsOutcomeUnknown).ShouldBe((ProblemCode.AgentExited, false));
            refused.LogTail.Count.ShouldBe(8);
            (lost.Code, lost.LogTail.Count).ShouldBe((ProblemCode.AgentExited, 10));
            cluster.Nodes["demo-2"].State.ShouldBe(NodeState.Failed);
        });

    [Fact]
    public Task F_PROC_07_a_node_whose_agent_exits_repeatedly_after_the_handshake_is_marked_as_failed() =>
        Run(async scene =>
        {
            await using LiveCluster cluster = await scene.MakeAsync(1);
            Node node = cluster.Nodes[0];
            await node.PingAsync(scene.Token);
            for (int end = 1; end <= 5; end++)
            {
                node.State.ShouldBe(NodeState.Ready);
                scene.Provider.Inject(new CrashAgent("demo-1") { Duration = TimeSpan.FromSeconds(1) });
                await Task.Delay(TimeSpan.FromSeconds(20), scene.Provider.Clock, scene.Token);
                await node.PingAsync(scene.Token);
            }

            node.State.ShouldBe(NodeState.Failed);
            scene.Events(ClusterEventKind.NodeRestarted).Length.ShouldBe(5);
        });

    [Fact]
    public Task F_PROV_08_a_spot_node_is_replaced_and_its_interruption_notice_is_reported() =>
        Run(
            async scene =>
            {
                await using LiveCluster cluster = await scene.MakeAsync(3);
                scene.Provider.Inject(new ReclaimSpot("", 1));

                await scene.WatchAsync(cluster, TimeSpan.FromMinutes(6));

                scene.Told(ClusterEventKind.NodeTerminating).Length.ShouldBe(1);
                cluster.Nodes.ShouldAllBe(node => node.State == NodeState.Ready);
                (await scene.NodesAsync()).Length.ShouldBe(3);
            },
            new SimulationOptions { Cloud = CloudModel.Default with { IsSpot = true } }
        );

    [Theory, InlineData(120), InlineData(60)]
    public Task F_PROV_08_an_idle_spot_node_is_replaced_within_its_notice_and_a_busy_one_after_its_release(int notice) =>
        Run(
            async scene =>
            {
                await using LiveCluster cluster = await scene.MakeAsync(3);
                Partition job = await cluster.AcquirePartitionAsync("job", 2, scene.Token);
                string[] before = [.. (await scene.NodesAsync()).Select(node => node.Id)];
                scene.Provider.Inject(new ReclaimSpot("", 3));
                DateTimeOffset end = scene.Provider.Clock.GetUtcNow() + TimeSpan.FromSeconds(notice);

                await scene.WatchAsync(cluster, TimeSpan.FromSeconds(45));

                // The two nodes of the job still work; the third is already replaced.
                Resource[] during = await scene.NodesAsync();
                during.Count(node => before.Contains(node.Id, StringComparer.Ordinal)).ShouldBe(2);
                scene.Provider.Clock.GetUtcNow().ShouldBeLessThan(end);
                foreach (Node node in job.Nodes)
                {
                    node.State.ShouldBe(NodeState.Terminating);
                    (await node.RunAsync(["hostname"], scene.Token)).Succeeded.ShouldBeTrue();
                }

                (await Thrown.ByAsync<ClusterException>(() => cluster.AcquirePartitionAsync("greedy", 2, scene.Token))).Code.ShouldBe(
                    ProblemCode.PartitionUnavailable
                );
                await job.DisposeAsync();
                await scene.WatchAsync(cluster, TimeSpan.FromMinutes(4));

                (await scene.NodesAsync()).Select(node => node.Id).Intersect(before, StringComparer.Ordinal).ShouldBeEmpty();
                cluster.Nodes.ShouldAllBe(node => node.State == NodeState.Ready);
            },
            new SimulationOptions { Cloud = CloudModel.Default with { IsSpot = true, SpotNoticePeriod = TimeSpan.FromSeconds(notice) } }
        );

    [Fact]
    public Task F_PROV_08_a_spot_node_reclaimed_without_notice_is_reported_lost_and_replaced() =>
        Run(
            async scene =>
            {
                await using LiveCluster cluster = await scene.MakeAsync(3);
                scene.Provider.Inject(new ReclaimSpot("", 1));

                await scene.WatchAsync(cluster, TimeSpan.FromMinutes(4));

                (scene.Told(ClusterEventKind.NodeTerminating).Length, scene.Told(ClusterEventKind.NodeLost).Length).ShouldBe((0, 1));
                cluster.Nodes.ShouldAllBe(node => node.State == NodeState.Ready);
                (await scene.NodesAsync()).Length.ShouldBe(3);
            },
            new SimulationOptions { Cloud = CloudModel.Default with { IsSpot = true, SpotNoticePeriod = TimeSpan.Zero } }
        );

    [Fact]
    public Task F_PROV_09_a_node_that_never_becomes_ready_is_marked_as_failed_and_recreated() =>
        Run(
            async scene =>
            {
                await using LiveCluster cluster = await scene.MakeAsync(3);

                cluster.Nodes.ShouldAllBe(node => node.State == NodeState.Ready);
                scene.Told(ClusterEventKind.NodeFailed).Order(StringComparer.Ordinal).ShouldBe(["demo-1", "demo-2", "demo-3"]);
                (await scene.NodesAsync()).Length.ShouldBe(3);
            },
            new SimulationOptions { Faults = FaultSchedule.Empty.Add(TimeSpan.Zero, new HangBoots { Duration = TimeSpan.FromMinutes(2) }) }
        );

    [Fact]
    public Task F_PROV_13_a_node_changed_outside_the_cluster_is_reported_as_drift_and_not_replaced() =>
        Run(async scene =>
        {
            await using LiveCluster cluster = await scene.MakeAsync(3);
            scene.Provider.Inject(new ChangeResource("demo-1", "0000000000000000"));
            string before = (await scene.NodeAsync("demo-1")).Id;

            (await cluster.RepairAsync(scene.Token)).Plan.IsEmpty.ShouldBeTrue();

            scene.Told(ClusterEventKind.DriftDetected).ShouldBe(["demo-1"]);
            (await scene.NodeAsync("demo-1")).Id.ShouldBe(before);
        });

    [Fact]
    public Task F_PROV_13_drift_is_reported_once_for_each_change_however_often_the_cluster_is_observed() =>
        Run(async scene =>
        {
            await using LiveCluster cluster = await scene.MakeAsync(3);
            scene.Provider.Inject(new ChangeResource("demo-1", "0000000000000000"));
            await cluster.ObserveAsync(scene.Token);
            await cluster.ObserveAsync(scene.Token);
            scene.Provider.Inject(new ChangeResource("demo-1", "1111111111111111"));
            await cluster.ObserveAsync(scene.Token);
            await cluster.ObserveAsync(scene.Token);

            scene.Events(ClusterEventKind.DriftDetected).Select(told => told.Subject).ShouldBe(["demo-1", "demo-1"]);
        });

    [Theory, InlineData(1), InlineData(-1), InlineData(24 * 365 * 40), InlineData(-24 * 365 * 30)]
    public Task F_TIME_01_a_jump_of_the_wall_clock_makes_no_node_unreachable(int hours) =>
        Run(async scene =>
        {
            await using LiveCluster cluster = await scene.MakeAsync(3);
            scene.Provider.Inject(new JumpClock("controller", TimeSpan.FromHours(hours)));

            await scene.WatchAsync(cluster, TimeSpan.FromMinutes(10));

            scene.Told(ClusterEventKind.NodeUnreachable).ShouldBeEmpty();
            scene.Told(ClusterEventKind.NodeFailed).ShouldBeEmpty();
            cluster.Nodes.ShouldAllBe(node => node.State == NodeState.Ready);
        });

    [Fact]
    public Task F_TIME_04_delayed_timers_mark_no_node_as_failed() =>
        Run(async scene =>
        {
            await using LiveCluster cluster = await scene.MakeAsync(3);
            scene.Provider.Inject(
                new DelayTimers(DurationModel.Uniform(TimeSpan.Zero, TimeSpan.FromSeconds(5))) { Duration = TimeSpan.FromMinutes(5) }
            );

            await scene.WatchAsync(cluster, TimeSpan.FromMinutes(8));

            scene.Told(ClusterEventKind.NodeFailed).ShouldBeEmpty();
            (await scene.AnswersAsync(cluster)).ShouldBe(3);
        });

    // Kathmandu, Newfoundland and the Line Islands; both occurrences of the repeated hour in Berlin; the last second
    // before a leap second, which .NET does not count, and the first second after it.
    [Theory]
    [InlineData("2026-10-25T02:30:00+05:45", "2026-10-24T20:45:00.000Z")]
    [InlineData("2026-07-01T00:00:00-02:30", "2026-07-01T02:30:00.000Z")]
    [InlineData("2026-01-01T13:59:59+14:00", "2025-12-31T23:59:59.000Z")]
    [InlineData("2026-10-25T02:30:00+02:00", "2026-10-25T00:30:00.000Z")]
    [InlineData("2026-10-25T02:30:00+01:00", "2026-10-25T01:30:00.000Z")]
    [InlineData("2016-12-31T23:59:59.999+00:00", "2016-12-31T23:59:59.999Z")]
    [InlineData("2017-01-01T00:00:00+00:00", "2017-01-01T00:00:00.000Z")]
    public void F_TIME_05_event_times_are_printed_in_UTC_for_any_time_zone(string at, string told) =>
        new ClusterEvent(DateTimeOffset.Parse(at, CultureInfo.InvariantCulture), 1, ClusterEventKind.StepSucceeded, "a", "b")
            .ToString()
            .ShouldStartWith(told + " ");

    [Theory, Trait(Category.Name, Category.Campaign), InlineData("Asia/Kathmandu"), InlineData("America/St_Johns"), InlineData("UTC")]
    public async Task F_TIME_05_a_state_stores_times_in_UTC_for_any_time_zone_of_the_machine(string zone)
    {
        using TemporaryFolder folder = new();
        DateTimeOffset start = TimeProvider.System.GetUtcNow().AddSeconds(-2);
        using ClusterHost host = ClusterHost.StartLimited($"export TZ={zone}", "hold", folder.At("state"), folder.At("world"), "3");
        (await host.WaitForAsync("size 3")).ShouldNotBeNull();
        // The host is killed because closing it would clear the lock file.
        host.Kill();
        await host.WaitForExitAsync();
        string stored = string.Concat(Directory.EnumerateFiles(folder.At("state")).Select(path => File.ReadAllText(path, Encoding.Latin1)));

        string[] times = [.. StoredTime().Matches(stored).Select(match => match.Value)];
        times.Length.ShouldBeGreaterThan(3);
        times.ShouldAllBe(time => time.EndsWith('Z') || time.EndsWith("+00:00", StringComparison.Ordinal));
        // The times are correct instants, not local times with a UTC suffix.
        times
            .Select(time => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture))
            .ShouldAllBe(time => time > start && time < start.AddMinutes(20));
    }

    [GeneratedRegex(
        "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(Z|[+-][0-9]{2}:[0-9]{2}|(\\\\u002B[0-9]{2}:[0-9]{2}))?",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 60_000
    )]
    private static partial Regex StoredTime();

    private static Task Run(Func<Scene, Task> story, SimulationOptions? options = null) =>
        SceneEnd.RunAsync((provider, token) => story(new Scene(provider, token)), options, seed: 11);

    private sealed class Scene(SimulationProvider provider, CancellationToken token) : IProgress<ClusterEvent>
    {
        private readonly List<ClusterEvent> _events = [];

        public SimulationProvider Provider => provider;

        public CancellationToken Token => token;

        public void Report(ClusterEvent value) => _events.Add(value);

        public Task<LiveCluster> MakeAsync(int nodes) =>
            LiveCluster
                .Create(
                    Topology
                        .Create("demo")
                        .AddGroup(
                            new NodeGroup("web", "by-hand")
                            {
                                Nodes = Enumerable.Range(1, nodes).Select(i => new NodeSpec($"demo-{i}", i)).ToValueList(),
                            }
                        )
                        .Build()
                )
                .UseProvider(provider)
                .WithListener(this)
                .ProvisionAsync(token);

        public async Task WatchAsync(LiveCluster cluster, TimeSpan time)
        {
            using CancellationTokenSource end = new(time, provider.Clock);
            await cluster.MonitorAsync(Patient, end.Token);
        }

        public ClusterEvent[] Events(ClusterEventKind kind) => [.. _events.Where(told => told.Kind == kind)];

        public string[] Told(ClusterEventKind kind) =>
            [.. _events.Where(told => told.Kind == kind).Select(told => told.Subject).Distinct()];

        public async Task<Resource[]> NodesAsync() =>
            [
                .. (await provider.ObserveAsync(null, token)).Where(resource =>
                    resource.Tag.Target == StepTarget.Node && resource.State != ResourceState.Deleting
                ),
            ];

        public async Task<Resource> NodeAsync(string name) => (await NodesAsync()).Single(resource => resource.Tag.Name == name);

        public async Task<int> AnswersAsync(LiveCluster cluster)
        {
            int answers = 0;
            await foreach (NodeResult result in cluster.Nodes.RunAsync(["hostname"], token))
            {
                answers += result.Succeeded ? 1 : 0;
            }

            return answers;
        }
    }
}
