using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Clusters;

public class ClusterLimitTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public Task All_invalid_cluster_options_are_reported_together_by_name() =>
        Run(
            async (provider, token) =>
            {
                ClusterOptions wrong = new()
                {
                    Retry = new RetryOptions
                    {
                        MaxRetryAttempts = -1,
                        Delay = -Second,
                        MaxDelay = TimeSpan.MaxValue,
                        MaxRetryAfterDelay = -Second,
                    },
                    StepTimeout = TimeSpan.MaxValue,
                    ConnectRetry = null!,
                    MaxConcurrency = 0,
                    NodeStartTimeout = Timeout.InfiniteTimeSpan,
                    CleanupTimeout = TimeSpan.Zero,
                    MaxReconcileIterations = 0,
                    TimeToLive = TimeSpan.MaxValue,
                    DriftPolicy = (DriftPolicy)9,
                };

                ClusterException refused = await Thrown.ByAsync<ClusterException>(() =>
                    LiveCluster.Create(Sized(1)).UseProvider(provider).WithOptions(_ => wrong).ProvisionAsync(token)
                );
                ClusterException opened = await Thrown.ByAsync<ClusterException>(() =>
                    LiveCluster.OpenAsync("/state", provider, wrong, token)
                );

                refused.Problems.ShouldAllBe(problem => problem.Code == ProblemCode.OutOfRange);
                refused
                    .Problems.Select(problem => problem.Field)
                    .ShouldBe([
                        "Retry.MaxRetryAttempts",
                        "Retry.Delay",
                        "Retry.MaxDelay",
                        "Retry.MaxRetryAfterDelay",
                        "ConnectRetry",
                        "StepTimeout",
                        "TimeToLive",
                        "NodeStartTimeout",
                        "CleanupTimeout",
                        "MaxReconcileIterations",
                        "MaxConcurrency",
                        "DriftPolicy",
                    ]);
                refused.Message.ShouldContain("MaxConcurrency: 0 is below 1; use 1 or more [SW1103]");
                refused.Message.ShouldContain(
                    "NodeStartTimeout: it is infinite; use more than 00:00:00, and 36500.00:00:00 at most [SW1103]"
                );
                opened.Problems.ShouldBe(refused.Problems);
                Should.Throw<ArgumentException>(() => LiveCluster.Create(Sized(1)).WithOptions(_ => null!)).ParamName.ShouldBe("configure");
            }
        );

    [Fact]
    public Task All_invalid_monitor_options_are_reported_together() =>
        Run(
            async (provider, token) =>
            {
                await using LiveCluster cluster = await Make(provider, 1, token);
                MonitorOptions wrong = new()
                {
                    PingInterval = TimeSpan.Zero,
                    UnreachableTimeout = -Second,
                    PollInterval = -Second,
                    ReplaceDelay = -Second,
                };

                (await Thrown.ByAsync<ClusterException>(() => cluster.MonitorAsync(wrong, token)))
                    .Problems.Select(problem => problem.Field)
                    .ShouldBe(["PingInterval", "UnreachableTimeout", "PollInterval", "ReplaceDelay"]);
            }
        );

    [Fact]
    public async Task Monitoring_outside_a_running_simulation_is_rejected()
    {
        await using SimulationProvider provider = new() { Seed = 5 };
        LiveCluster? cluster = null;
        await provider.RunAsync(async token => cluster = await LiveCluster.Create(Sized(1)).UseProvider(provider).ProvisionAsync(token));

        await Should.ThrowAsync<OutsideSimulationException>(() => cluster!.MonitorAsync());
        CollectGarbage();
        await provider.RunAsync(async token => await cluster!.DisposeAsync());
    }

    [Fact]
    public Task An_ephemeral_cluster_whose_deletion_failed_can_be_disposed_again() =>
        Run(
            async (provider, token) =>
            {
                LiveCluster cluster = await Make(provider, 2, token);
                provider.Inject(new FailCalls(CallFailure.Busy) { Kinds = CallKinds.Destroy, Duration = TimeSpan.FromDays(1) });

                ClusterException failed = await Thrown.ByAsync<ClusterException>(() => cluster.DisposeAsync().AsTask());
                await Task.Delay(TimeSpan.FromDays(1), provider.Clock, token);
                cluster.Nodes.Count.ShouldBe(0, "nothing is wanted any more");
                await cluster.DestroyAsync(token);
                await cluster.DisposeAsync();

                failed.Message.ShouldContain(
                    $"cluster 'demo': it was not removed completely; dispose it again, or remove it by Reaper.ReapAsync with lineage {cluster.Owner.Lineage} [SW6009]"
                );
                (await provider.ObserveAsync(null, token)).ShouldBeEmpty();
                Should.Throw<ObjectDisposedException>(() => cluster.Nodes);
            }
        );

    [Fact]
    public Task Remaining_resources_of_an_ephemeral_cluster_are_reaped_by_lineage() =>
        Run(
            async (provider, token) =>
            {
                LiveCluster cluster = await LiveCluster
                    .Create(Sized(2))
                    .UseProvider(provider)
                    .WithState("/state")
                    .WithLifetime(ClusterLifetime.Ephemeral)
                    .ProvisionAsync(token);
                provider.Inject(
                    new FailCalls(CallFailure.CredentialsRefused) { Kinds = CallKinds.Destroy, Duration = TimeSpan.FromHours(1) }
                );

                ClusterException failed = await Thrown.ByAsync<ClusterException>(() => cluster.DisposeAsync().AsTask());
                await Task.Delay(TimeSpan.FromHours(1), provider.Clock, token);
                ReapReport report = await Reaper.ReapAsync(provider, new ReapRequest { Lineage = cluster.Owner.Lineage }, token);

                failed.Message.ShouldContain(
                    "open its folder again by Cluster.OpenAsync and destroy it, or remove it by Reaper.ReapAsync with lineage"
                );
                report.Remaining.ShouldBeEmpty();
                (await provider.ObserveAsync(null, token)).ShouldBeEmpty();
            }
        );

    [Fact]
    public Task A_repair_interrupted_by_disposal_fails_with_the_name_of_the_cluster() =>
        Run(
            async (provider, token) =>
            {
                LiveCluster cluster = await LiveCluster.Create(Sized(2)).UseProvider(provider).WithState("/state").ProvisionAsync(token);
                provider.Inject(new RemoveResource("n1"));
                Task<PlanReport> first = cluster.RepairAsync(token);
                Task<PlanReport> second = cluster.RepairAsync(token);
                await cluster.DisposeAsync();

                (await Thrown.ByAsync<ObjectDisposedException>(first)).ObjectName.ShouldBe("Cluster 'demo'");
                (await Thrown.ByAsync<ObjectDisposedException>(second)).ObjectName.ShouldBe("Cluster 'demo'");
            }
        );

    [Fact]
    public Task A_partition_request_waits_until_an_unhealthy_node_is_repaired() =>
        Run(
            async (provider, token) =>
            {
                await using LiveCluster cluster = await Make(provider, 2, token);
                provider.Inject(new CrashNode("n2"));
                await cluster.ObserveAsync(token);
                ClusterException refused = await Thrown.ByAsync<ClusterException>(() => cluster.AcquirePartitionAsync("job", 2, token));

                Task<Partition> waiting = cluster.AcquirePartitionAsync(
                    new PartitionRequest("job", 2) { Timeout = Timeout.InfiniteTimeSpan },
                    token
                );
                await cluster.RepairAsync(token);
                await using Partition partition = await waiting;

                refused.Message.ShouldContain("set Timeout, to wait until broken nodes work again");
                partition.Nodes.Select(node => node.Name).ShouldBe(["n1", "n2"]);
            }
        );

    [Fact]
    public Task A_partition_request_for_more_nodes_than_the_cluster_has_is_rejected_without_waiting() =>
        Run(
            async (provider, token) =>
            {
                await using LiveCluster cluster = await Make(provider, 2, token);
                TimeSpan before = provider.Elapsed;

                (
                    await Thrown.ByAsync<ClusterException>(() =>
                        cluster.AcquirePartitionAsync(new PartitionRequest("job", 3) { Timeout = TimeSpan.MaxValue }, token)
                    )
                ).Code.ShouldBe(ProblemCode.PartitionUnavailable);
                (
                    await Thrown.ByAsync<ArgumentOutOfRangeException>(() =>
                        cluster.AcquirePartitionAsync(new PartitionRequest("job", 1) { Timeout = -Second }, token)
                    )
                ).Message.ShouldContain("Timeout");
                provider.Elapsed.ShouldBe(before);
            }
        );

    [Fact]
    public Task Disposing_a_cluster_ends_waiting_partition_requests() =>
        Run(
            async (provider, token) =>
            {
                LiveCluster cluster = await Make(provider, 1, token);
                await using Partition all = await cluster.AcquirePartitionAsync("all", 1, token);
                Task<Partition>[] waiting =
                [
                    .. Enumerable
                        .Range(1, 2)
                        .Select(number =>
                            cluster.AcquirePartitionAsync(
                                new PartitionRequest($"job-{number}", 1) { Timeout = TimeSpan.FromDays(1) },
                                token
                            )
                        ),
                ];

                await cluster.DisposeAsync();

                foreach (Task<Partition> request in waiting)
                {
                    (await Thrown.ByAsync<ObjectDisposedException>(request)).ObjectName.ShouldBe("Cluster 'demo'");
                }

                provider.Elapsed.ShouldBeLessThan(TimeSpan.FromHours(1));
            }
        );

    [Fact]
    public Task A_second_partition_with_a_name_in_use_is_rejected() =>
        Run(
            async (provider, token) =>
            {
                await using LiveCluster cluster = await Make(provider, 2, token);
                Partition first = await cluster.AcquirePartitionAsync("job", 1, token);

                (await Thrown.ByAsync<ClusterException>(() => cluster.AcquirePartitionAsync("job", 1, token))).Message.ShouldContain(
                    "partition 'job': a job of this name has nodes, or waits for some; give each job a name of its own"
                );
                await first.DisposeAsync();
                await using Partition again = await cluster.AcquirePartitionAsync("job", 1, token);

                again.Nodes.Count.ShouldBe(1);
            }
        );

    [Theory]
    [InlineData("/", "'/' is the root folder; name a file in it.")]
    [InlineData("/a/", "'/a/' is a path of a folder; leave out the '/' at its end.")]
    [InlineData("/a/..", "'/a/..' is a path of a folder; name a file in it.")]
    [InlineData("/a\0b", "holds a zero character, which no path can have.")]
    [InlineData("a", "'a' is not an absolute file path; start it with '/'.")]
    public Task An_invalid_file_path_is_rejected_with_the_reason(string path, string message) =>
        Run(
            async (provider, token) =>
            {
                await using LiveCluster cluster = await Make(provider, 1, token);

                (
                    await Thrown.ByAsync<ArgumentException>(() => cluster.Nodes[0].PutFileAsync(path, new byte[1], token))
                ).Message.ShouldContain(message);
                (
                    await Thrown.ByAsync<ArgumentException>(() => cluster.Nodes[0].GetFileAsync("/" + new string('a', 5000), token))
                ).Message.ShouldContain("...' is 5001 characters long; 4096 are allowed.");
            }
        );

    [Fact]
    public Task An_invalid_command_is_rejected_with_the_reason() =>
        Run(
            async (provider, token) =>
            {
                await using LiveCluster cluster = await Make(provider, 1, token);

                (await RefusedAsync(new CommandRequestOf { Name = "A=B" })).ShouldContain(
                    "'A=B' cannot be the name of an environment variable"
                );
                (await RefusedAsync(new CommandRequestOf { Name = "" })).ShouldContain("'' cannot be the name of an environment variable");
                (await RefusedAsync(new CommandRequestOf { Words = ["a", null!] })).ShouldContain(
                    "A word in Command of a command must not be null"
                );
                (await RefusedAsync(new CommandRequestOf { Deadline = Timeout.InfiniteTimeSpan })).ShouldContain(
                    "A command cannot have a Timeout without end"
                );

                async Task<string> RefusedAsync(CommandRequestOf request) =>
                    (await Thrown.ByAsync<ArgumentException>(() => cluster.Nodes[0].RunAsync(request.Make(), token))).Message;
            }
        );

    /// <summary>Runs finalizers; one that throws would end the test process.</summary>
    private static void CollectGarbage()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
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

    private static Task<LiveCluster> Make(SimulationProvider provider, int count, CancellationToken token) =>
        LiveCluster.Create(Sized(count)).UseProvider(provider).ProvisionAsync(token);

    private static async Task Run(Func<SimulationProvider, CancellationToken, Task> story)
    {
        await using SimulationProvider provider = new() { Seed = 5 };
        await provider.RunAsync(token => story(provider, token));
    }

    private sealed record CommandRequestOf
    {
        public ValueList<string> Words { get; init; } = ["hostname"];

        public string? Name { get; init; }

        public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(1);

        public Scalewright.Agents.CommandRequest Make() =>
            new(Words)
            {
                Timeout = Deadline,
                Environment = Name is null ? ValueMap<string>.Empty : ValueMap.Empty<string>().With(Name, "value"),
            };
    }
}
