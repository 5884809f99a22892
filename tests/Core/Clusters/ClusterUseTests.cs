using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Clusters;

public class ClusterUseTests
{
    private static readonly Subnet Lan = Subnet.TryParse("10.0.0.0/24", out Subnet subnet) ? subnet : throw new FormatException();

    [Fact]
    public Task Nodes_are_found_by_name_label_and_group() =>
        Run(
            async (provider, token) =>
            {
                await using LiveCluster cluster = await Make(provider, token);

                cluster.Nodes["N2"].Name.ShouldBe("n2");
                cluster.Nodes.WithLabel("tier").Count.ShouldBe(4);
                cluster.Nodes.WithLabel("tier", "odd").Select(node => node.Name).ShouldBe(["n1", "n3"]);
                cluster.Nodes.WithLabel("rack").ShouldBeEmpty();
                cluster.Nodes.InGroup("web").Count.ShouldBe(4);
                cluster.Nodes.Where(node => node.Group != "web").InGroup("web").ShouldBeEmpty();
                Should
                    .Throw<KeyNotFoundException>(() => cluster.Nodes["n7"])
                    .Message.ShouldBe("There is no node 'n7'; there are 4 nodes, from n1 to n4.");
                Should
                    .Throw<KeyNotFoundException>(() => cluster.Nodes.Where(_ => false)["n1"])
                    .Message.ShouldBe("There is no node 'n1'; there are 0 nodes.");
            }
        );

    [Theory]
    [InlineData("wbe", "Cluster 'demo' has no group 'wbe'; did you mean 'web'?")]
    [InlineData("database", "Cluster 'demo' has no group 'database'; use one of web")]
    public Task A_group_that_the_cluster_does_not_have_is_rejected_with_advice(string group, string message) =>
        Run(
            async (provider, token) =>
            {
                await using LiveCluster cluster = await Make(provider, token);

                Should.Throw<KeyNotFoundException>(() => cluster.Nodes.InGroup(group)).Message.ShouldBe(message);
            }
        );

    [Fact]
    public Task A_file_is_copied_to_and_from_all_nodes_and_failures_are_results() =>
        Run(
            async (provider, token) =>
            {
                await using LiveCluster cluster = await Make(provider, token);
                byte[] content = [1, 2, 3];
                List<NodeFileResult> sent = await cluster.Nodes.PutFileAsync("/data", content, token).ToListAsync(token);
                provider.Inject(new IsolateHost("n2"));

                List<NodeFileResult> received = await cluster.Nodes.GetFileAsync("/data", token).ToListAsync(token);

                sent.Count(result => result.Succeeded).ShouldBe(4);
                received.Count.ShouldBe(4);
                received
                    .Single(result => !result.Succeeded)
                    .ShouldSatisfyAllConditions(
                        result => result.Node.Name.ShouldBe("n2"),
                        result => result.Problem.ShouldNotBeNull(),
                        result => result.Content.IsEmpty.ShouldBeTrue()
                    );
                received.Where(result => result.Succeeded).ShouldAllBe(result => result.Content.ToArray().SequenceEqual(content));
            }
        );

    [Fact]
    public Task A_partition_selects_nodes_by_label_and_predicate() =>
        Run(
            async (provider, token) =>
            {
                await using LiveCluster cluster = await Make(provider, token);
                PartitionRequest odd = new("odd", 1) { Labels = ValueMap.Empty<string>().With("tier", "odd") };

                await using Partition first = await cluster.AcquirePartitionAsync(
                    odd with
                    {
                        Predicate = node => node.Name != "n1",
                    },
                    token
                );
                ClusterException refused = await Thrown.ByAsync<ClusterException>(() =>
                    cluster.AcquirePartitionAsync(odd with { Name = "rest", NodeCount = 2 }, token)
                );

                first.Nodes.Select(node => node.Name).ShouldBe(["n3"]);
                refused.Message.ShouldContain("2 nodes requested; of 4 ready nodes 2 fit, and 1 of these are free");
            }
        );

    [Fact]
    public Task A_command_on_many_nodes_stops_when_it_is_canceled() =>
        Run(
            async (provider, token) =>
            {
                await using LiveCluster cluster = await LiveCluster
                    .Create(Sized(8))
                    .UseProvider(provider)
                    .WithOptions(settings => settings with { MaxConcurrency = 2 })
                    .ProvisionAsync(token);
                using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(token);
                List<string> heard = [];

                await Thrown.ByAsync<OperationCanceledException>(async () =>
                {
                    await foreach (NodeResult result in cluster.Nodes.RunAsync(["hostname"], end.Token))
                    {
                        result.Succeeded.ShouldBeTrue();
                        heard.Add(result.Output.Trim());
                        end.Cancel();
                    }
                });

                heard.Count.ShouldBeInRange(1, 2);
            }
        );

    [Fact]
    public Task An_unreachable_node_is_reported_as_a_failed_result_among_the_others() =>
        Run(
            async (provider, token) =>
            {
                await using LiveCluster cluster = await Make(provider, token);
                provider.Inject(new IsolateHost("n2"));
                List<NodeResult> results = [];

                await foreach (NodeResult result in cluster.Nodes.RunAsync(["hostname"], token))
                {
                    results.Add(result);
                }

                results.Where(result => !result.Succeeded).Select(result => result.Node.Name).ShouldBe(["n2"]);
                results.Count.ShouldBe(4);
                NodeResult failed = results.Single(result => !result.Succeeded);
                failed.Problem.ShouldNotBeNull();
                failed.Output.ShouldBe("");
            }
        );

    [Fact]
    public Task Every_listener_receives_the_same_events_in_order_until_the_cluster_is_disposed() =>
        Run(
            async (provider, token) =>
            {
                LiveCluster cluster = await Make(provider, token);
                Task<List<ClusterEvent>> one = HearAsync(cluster.WatchEventsAsync(token));
                Task<List<ClusterEvent>> two = HearAsync(cluster.WatchEventsAsync(token));
                IAsyncEnumerator<ClusterEvent> gone = cluster.WatchEventsAsync(token).GetAsyncEnumerator(token);
                await cluster.ApplyAsync(Sized(2), token);
                (await gone.MoveNextAsync()).ShouldBeTrue();
                await gone.DisposeAsync();
                await cluster.DisposeAsync();
                await cluster.DisposeAsync();

                (await one).ShouldBe(await two);
                (await one).Select(told => told.Number).ShouldBeInOrder(SortDirection.Ascending);
                (await one)
                    .Where(told => told.Kind == ClusterEventKind.StepSucceeded)
                    .Take(2)
                    .Select(told => told.Message)
                    .ShouldBe(["destroy node n3", "destroy node n4"], ignoreOrder: true);
                (await HearAsync(cluster.WatchEventsAsync(token))).ShouldBeEmpty();
            }
        );

    [Fact]
    public Task Labels_groups_and_networks_change_in_place() =>
        Run(
            async (provider, token) =>
            {
                await using LiveCluster cluster = await Make(provider, token);
                HashSet<string> before = [.. (await provider.ObserveAsync(cluster.Owner, token)).Select(resource => resource.Id)];

                PlanReport report = await cluster.ApplyAsync(Sized(4, release: 2), token);

                report
                    .Plan.Steps.Select(step => step.ToString())
                    .ShouldBe(
                        ["change network lan", "change group web", "change node n1", "change node n2", "change node n3", "change node n4"],
                        ignoreOrder: true
                    );
                ValueList<Resource> after = await provider.ObserveAsync(cluster.Owner, token);
                after.Select(resource => resource.Id).ShouldBe(before, ignoreOrder: true);
                after
                    .Where(resource => resource.Tag.Target == StepTarget.Node)
                    .Select(resource => resource.Tag.Digest)
                    .ShouldBe(
                        Sized(4, release: 2).Nodes.Select(node => SpecDigest.Compute(new CreateNode("web", node))),
                        ignoreOrder: true
                    );
                (await cluster.PlanAsync(cluster.Topology, token)).Steps.ShouldBeEmpty();
            }
        );

    [Theory]
    [InlineData(CallFailure.ResponseLost)]
    [InlineData(CallFailure.RequestLost)]
    public Task F_PROV_03_a_change_with_a_lost_request_or_response_is_completed(CallFailure failure) =>
        Run(
            async (provider, token) =>
            {
                await using LiveCluster cluster = await Make(provider, token);
                provider.Inject(new FailCalls(failure) { Kinds = CallKinds.Change, MaxCount = 2 });

                await cluster.ApplyAsync(Sized(4, release: 2), token);

                (await cluster.PlanAsync(Sized(4, release: 2), token)).Steps.ShouldBeEmpty();
            }
        );

    [Fact]
    public Task Persistently_throttled_steps_are_reported_and_completed_by_a_later_repair() =>
        Run(
            async (provider, token) =>
            {
                await using LiveCluster cluster = await Make(provider, token);
                provider.Inject(
                    new FailCalls(CallFailure.Throttled)
                    {
                        Kinds = CallKinds.Create,
                        Duration = TimeSpan.FromDays(1),
                        RetryAfter = TimeSpan.FromMinutes(2),
                    }
                );

                ClusterException refused = await Thrown.ByAsync<ClusterException>(() => cluster.ApplyAsync(Sized(6), token));

                refused.Report!.Problems.Select(problem => problem.Field).ShouldBe(["n5", "n6"], ignoreOrder: true);
                refused.Report.Problems.ShouldAllBe(problem => problem.Code == ProblemCode.Throttled);
                cluster.Nodes.Where(node => node.State == NodeState.Missing).Select(node => node.Name).ShouldBe(["n5", "n6"]);
                await Task.Delay(TimeSpan.FromDays(1), provider.Clock, token);
                (await cluster.RepairAsync(token)).Succeeded.ShouldBeTrue();
                cluster.Nodes.ShouldAllBe(node => node.State == NodeState.Ready);
            }
        );

    [Fact]
    public Task Resources_that_the_reaper_cannot_delete_are_reported_with_the_reason() =>
        Run(
            async (provider, token) =>
            {
                LiveCluster cluster = await Make(provider, token, ClusterLifetime.Persistent);
                Owner owner = cluster.Owner;
                await cluster.DisposeAsync();
                provider.Inject(new FailCalls(CallFailure.RequestLost) { Kinds = CallKinds.Destroy, Duration = TimeSpan.FromDays(1) });

                ReapReport stuck = await Reaper.ReapAsync(provider, new ReapRequest { Lineage = owner.Lineage }, token);
                ValueList<Resource> left = await provider.ObserveAsync(owner, token);

                stuck.Remaining.Count.ShouldBe(left.Count(resource => resource.State != ResourceState.Deleting));
                stuck.Remaining.ShouldNotBeEmpty();
                stuck.Remaining.ShouldAllBe(leaked => leaked.Problem.Message.Length > 0);
                await Task.Delay(TimeSpan.FromDays(1), provider.Clock, token);
                (await Reaper.ReapAsync(provider, new ReapRequest { Lineage = owner.Lineage }, token)).Remaining.ShouldBeEmpty();
            }
        );

    private static Topology Sized(int count, int release = 1) =>
        Topology
            .Create("demo")
            .AddGroup(
                new NodeGroup("web", $"by-hand-{release}")
                {
                    Nodes = Enumerable.Range(1, count).Select(number => NodeOf(number, release)).ToValueList(),
                }
            )
            .Build() with
        {
            Networks = new[] { KeyValuePair.Create("lan", new NetworkSpec("lan", Lan) { UsedAddressCount = release }) }.ToValueMap(),
        };

    private static NodeSpec NodeOf(int number, int release) =>
        new($"n{number}", number)
        {
            Labels = ValueMap.Empty<string>().With("tier", number % 2 == 0 ? "even" : "odd").With("release", $"r{release}"),
        };

    private static Task<LiveCluster> Make(
        SimulationProvider provider,
        CancellationToken token,
        ClusterLifetime lifetime = ClusterLifetime.Ephemeral
    ) =>
        LiveCluster
            .Create(Sized(4))
            .UseProvider(provider)
            .WithOptions(settings => settings with { Lifetime = lifetime })
            .ProvisionAsync(token);

    [Theory, InlineData(25_000), InlineData(400_000)]
    public Task F_NET_07_a_file_transfer_over_a_poor_link_reports_progress_and_completes(int length) =>
        Run(
            async (provider, token) =>
            {
                await using LiveCluster cluster = await LiveCluster
                    .Create(ListedScene.Sized(1))
                    .UseProvider(provider)
                    .ProvisionAsync(token);
                LinkModel awful = new()
                {
                    Latency = DurationModel.Fixed(TimeSpan.FromMilliseconds(300)),
                    MaxBytesPerSecond = 8_000,
                    Loss = 0.1,
                    Duplication = 0.1,
                    Reordering = 0.1,
                };
                provider.Inject(new ChangeLink("controller", "demo-1", awful));
                byte[] content = new byte[length];
                provider.Random.NextBytes(content);
                Heard put = new();
                Heard got = new();
                TimeSpan start = provider.Elapsed;

                await cluster.Nodes[0].PutFileAsync("/data", content, put, token);
                TimeSpan taken = provider.Elapsed - start;
                byte[] back = await cluster.Nodes[0].GetFileAsync("/data", got, token);

                taken.TotalSeconds.ShouldBeGreaterThan(length / 8_000.0);
                back.ShouldBe(content);
                put.Told[^1].ShouldBe(new FileProgress("demo-1", "/data", length, length));
                got.Told[^1].ShouldBe(new FileProgress("demo-1", "/data", length, Length: null));
                put.Told.Concat(got.Told).Count().ShouldBeGreaterThanOrEqualTo(2 * length / (32 * 1024));
            }
        );

    private static async Task<List<ClusterEvent>> HearAsync(IAsyncEnumerable<ClusterEvent> events)
    {
        List<ClusterEvent> heard = [];
        await foreach (ClusterEvent told in events)
        {
            heard.Add(told);
        }

        return heard;
    }

    private static Task Run(Func<SimulationProvider, CancellationToken, Task> story) => SceneEnd.RunAsync(story, options: null, seed: 5);

    private sealed class Heard : IProgress<FileProgress>
    {
        public List<FileProgress> Told { get; } = [];

        public void Report(FileProgress value) => Told.Add(value);
    }
}
