using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Clusters;

public class ClusterSimulationTests
{
    [Fact]
    public Task A_cluster_is_created_and_deleted() => Run(new SimulationProvider { Seed = 1 }, async (provider, cancellationToken) =>
        {
            await using (LiveCluster cluster = await Make(provider, 20, cancellationToken))
            {
                cluster.Nodes.Count.ShouldBe(20);
                cluster.Nodes.ShouldAllBe(node => node.State == NodeState.Ready);
                (await provider.ObserveAsync(cluster.Owner, cancellationToken)).Count(IsNode).ShouldBe(20);
            }

            (await provider.ObserveAsync(null, cancellationToken)).ShouldBeEmpty();
        });

    [Fact]
    public Task The_state_of_a_cluster_is_stored_in_the_file_system_of_its_provider() =>
        Run(new SimulationProvider { Seed = 1 }, async (provider, cancellationToken) =>
        {
            const string Folder = "/state/of-the-place";
            await using LiveCluster cluster = await LiveCluster
                .Create(Sized(1))
                .UseProvider(provider)
                .WithState(Folder)
                .ProvisionAsync(cancellationToken);

            provider.FileSystem.List(Folder).ShouldContain("journal.log");
            Directory.Exists(Folder).ShouldBeFalse();
        });

    [Fact, Trait(Category.Name, Category.Campaign)]
    public Task A_snapshot_of_thousands_of_nodes_lists_them_in_order_and_can_be_reopened() =>
        Run(new SimulationProvider { Seed = 1 }, async (provider, cancellationToken) =>
        {
            const string Folder = "/state/large";
            const int Nodes = 9_000;
            DurableStoreOptions often = new()
            {
                LockHolder = new LockHolder(),
                Random = new Random(1),
                SnapshotAfterBytes = 64 * 1024,
            };
            ClusterBuilder builder = LiveCluster
                .Create(Sized(Nodes))
                .UseProvider(provider)
                .WithState(Folder)
                .WithOptions(settings => settings with { StoreOptions = often, Lifetime = ClusterLifetime.Persistent });
            await using (LiveCluster made = await builder.ProvisionAsync(cancellationToken))
            {
                made.Nodes.Count.ShouldBe(Nodes);
            }

            string[] lines =
            [
                .. ReadText(provider.FileSystem, $"{Folder}/state.json")
                    .Split('\n')
                    .Where(line => line.StartsWith("{\"target\":\"Node\"", StringComparison.Ordinal)),
            ];
            await using LiveCluster again = await LiveCluster.OpenAsync(Folder, provider, cancellationToken);

            lines.Length.ShouldBeGreaterThan(Nodes / 2, "the last snapshot was taken when most nodes were there");
            string[] names =
            [
                .. lines.Select(line => JsonDocument.Parse(line.TrimEnd(',', ']')).RootElement.GetProperty("name").GetString()!),
            ];
            names.ShouldBe(names.Order(StringComparer.Ordinal));
            names.ShouldBeUnique();
            (await again.PlanAsync(again.Topology, cancellationToken)).IsEmpty.ShouldBeTrue();
            await again.DestroyAsync(cancellationToken);
        });

    [Fact]
    public Task F_PROV_04_nodes_beyond_the_capacity_of_a_cloud_are_reported_and_the_others_are_created() =>
        Run(With(new SimulationOptions { Cloud = CloudModel.Default with { CapacityCount = 12 } }), async (provider, cancellationToken) =>
        {
            await using LiveCluster other = await LiveCluster
                .Create(Sized(5, "other"))
                .UseProvider(provider)
                .ProvisionAsync(cancellationToken);
            ClusterBuilder builder = LiveCluster
                .Create(Sized(10))
                .UseProvider(provider)
                .WithOptions(settings => settings with { AllowPartial = true });
            await using LiveCluster cluster = await builder.ProvisionAsync(cancellationToken);

            cluster.LastReport!.Problems.Count.ShouldBe(3);
            cluster.LastReport.Problems.ShouldAllBe(problem => problem.Code == ProblemCode.InsufficientCapacity);
            cluster.Nodes.Count(node => node.State == NodeState.Ready).ShouldBe(7);
            (await provider.ObserveAsync(cluster.Owner, cancellationToken)).Count(IsNode).ShouldBe(7);
        });

    [Fact]
    public Task F_PROV_03_a_lost_response_creates_no_duplicate_node() =>
        Run(
            With(
                new SimulationOptions
                {
                    Faults = FaultSchedule.Empty.Add(
                        TimeSpan.Zero,
                        new FailCalls(CallFailure.ResponseLost) { Kinds = CallKinds.Create, MaxCount = 5 }
                    ),
                }
            ),
            async (provider, cancellationToken) =>
            {
                await using LiveCluster cluster = await Make(provider, 10, cancellationToken);

                (await provider.ObserveAsync(null, cancellationToken)).Count(IsNode).ShouldBe(10);
            }
        );

    [Fact]
    public Task F_PROV_02_bursts_of_errors_cause_on_average_at_most_two_retries_per_node() =>
        Run(
            With(
                new SimulationOptions
                {
                    Faults = FaultSchedule.Empty.Add(
                        TimeSpan.Zero,
                        new FailCalls(CallFailure.Busy)
                        {
                            Kinds = CallKinds.All,
                            Probability = 0.3,
                            Duration = TimeSpan.FromMinutes(10),
                        }
                    ),
                }
            ),
            async (provider, cancellationToken) =>
            {
                await using LiveCluster cluster = await Make(provider, 100, cancellationToken);

                cluster.Nodes.ShouldAllBe(node => node.State == NodeState.Ready);
                cluster.LastReport!.RetryCount.ShouldBeInRange(1, 200);
            }
        );

    [Fact]
    public Task F_PROV_01_a_retry_delay_requested_by_the_provider_is_honored() =>
        Run(
            With(
                new SimulationOptions
                {
                    Faults = FaultSchedule.Empty.Add(
                        TimeSpan.Zero,
                        new FailCalls(CallFailure.Throttled) { MaxCount = 3, RetryAfter = TimeSpan.FromSeconds(90) }
                    ),
                }
            ),
            async (provider, cancellationToken) =>
            {
                await using LiveCluster cluster = await Make(provider, 5, cancellationToken);

                provider.Elapsed.ShouldBeGreaterThan(TimeSpan.FromSeconds(90));
                cluster.Nodes.ShouldAllBe(node => node.State == NodeState.Ready);
            }
        );

    [Fact]
    public Task A_partition_has_exclusive_use_of_its_nodes() => Run(new SimulationProvider(), async (provider, cancellationToken) =>
        {
            await using LiveCluster cluster = await Make(provider, 6, cancellationToken);
            Partition first = await cluster.AcquirePartitionAsync("one", 4, cancellationToken);

            ClusterException refused = await Thrown.ByAsync<ClusterException>(() =>
                cluster.AcquirePartitionAsync("two", 3, cancellationToken)
            );
            Task<Partition> waiting = cluster.AcquirePartitionAsync(
                new PartitionRequest("three", 3) { Timeout = TimeSpan.FromMinutes(1) },
                cancellationToken
            );
            await first.DisposeAsync();
            await using Partition third = await waiting;

            refused.Code.ShouldBe(ProblemCode.PartitionUnavailable);
            refused.Message.ShouldContain(
                "partition 'two': 3 nodes requested; of 6 ready nodes 6 fit, and 2 of these are free; ask for 2 or fewer, or set Timeout"
            );
            third.Nodes.Count.ShouldBe(3);
        });

    [Fact]
    public Task Nodes_of_a_partition_throw_after_the_partition_is_disposed() =>
        Run(new SimulationProvider(), async (provider, cancellationToken) =>
        {
            await using LiveCluster cluster = await Make(provider, 2, cancellationToken);
            Partition job = await cluster.AcquirePartitionAsync("job", 1, cancellationToken);
            Node kept = job.Nodes[0];
            (await kept.RunAsync(["hostname"], cancellationToken)).Succeeded.ShouldBeTrue();

            await job.DisposeAsync();

            (await Thrown.ByAsync<ObjectDisposedException>(() => Task.FromResult(job.Nodes[0]))).ObjectName.ShouldBe("Partition 'job'");
            (await Thrown.ByAsync<ObjectDisposedException>(() => kept.RunAsync(["hostname"], cancellationToken))).ObjectName.ShouldBe(
                "Partition 'job'"
            );
            (await cluster.Nodes[kept.Name].RunAsync(["hostname"], cancellationToken)).Succeeded.ShouldBeTrue();
        });

    [Fact]
    public Task Command_output_is_reported_with_the_node_name_and_callback_exceptions_reach_the_caller() =>
        Run(new SimulationProvider(), async (provider, cancellationToken) =>
        {
            await using LiveCluster cluster = await Make(provider, 1, cancellationToken);
            List<CommandOutput> heard = [];

            await cluster.Nodes[0].RunAsync(new CommandRequest(["echo", "hello"]) { OnOutput = heard.Add }, cancellationToken);
            InvalidDataException thrown = await Thrown.ByAsync<InvalidDataException>(() =>
                cluster
                    .Nodes[0]
                    .RunAsync(
                        new CommandRequest(["echo", "hello"]) { OnOutput = _ => throw new InvalidDataException("enough") },
                        cancellationToken
                    )
            );

            heard.ShouldBe([new CommandOutput(cluster.Nodes[0].Name, "hello\n")]);
            thrown.Message.ShouldBe("enough");
        });

    [Fact]
    public Task A_partition_of_zero_nodes_is_rejected_with_the_name_of_the_parameter() =>
        Run(new SimulationProvider(), async (provider, cancellationToken) =>
        {
            await using LiveCluster cluster = await Make(provider, 1, cancellationToken);

            (
                await Thrown.ByAsync<ArgumentOutOfRangeException>(() => cluster.AcquirePartitionAsync("job", nodes: 0, cancellationToken))
            ).ParamName.ShouldBe("nodes");
            (
                await Thrown.ByAsync<ArgumentOutOfRangeException>(() =>
                    cluster.AcquirePartitionAsync(new PartitionRequest("job", 0), cancellationToken)
                )
            ).ParamName.ShouldBe("request");
        });

    [Fact]
    public async Task Accessing_the_nodes_of_a_disposed_cluster_throws_with_the_cluster_name()
    {
        LiveCluster? removed = null;
        await Run(new SimulationProvider(), async (provider, cancellationToken) =>
        {
            removed = await Make(provider, 1, cancellationToken);
            Should.Throw<ArgumentOutOfRangeException>(() => removed.Nodes[1]).Message.ShouldStartWith("There is 1 node, counted from 0.");
            await removed.DisposeAsync();
        });

        Should.Throw<ObjectDisposedException>(() => removed!.Nodes).ObjectName.ShouldBe("Cluster 'demo'");
    }

    [Fact]
    public Task A_partition_request_fails_when_its_timeout_expires() => Run(new SimulationProvider(), async (provider, cancellationToken) =>
        {
            await using LiveCluster cluster = await Make(provider, 2, cancellationToken);
            await using Partition first = await cluster.AcquirePartitionAsync("one", 2, cancellationToken);

            (
                await Thrown.ByAsync<ClusterException>(() =>
                    cluster.AcquirePartitionAsync(new PartitionRequest("two", 1) { Timeout = TimeSpan.FromMinutes(1) }, cancellationToken)
                )
            ).Code.ShouldBe(ProblemCode.PartitionUnavailable);
        });

    [Fact]
    public Task Canceled_provisioning_leaves_no_resources() => Run(new SimulationProvider(), async (provider, cancellationToken) =>
        {
            using CancellationTokenSource source = new(TimeSpan.FromSeconds(10), provider.Clock);

            await Thrown.ByAsync<OperationCanceledException>(() =>
                LiveCluster.Create(Sized(50)).UseProvider(provider).ProvisionAsync(source.Token)
            );

            (await provider.ObserveAsync(null, cancellationToken)).ShouldBeEmpty();
        });

    private static string ReadText(IFileSystem disk, string path)
    {
        using IFile file = disk.Open(path, FileOpenMode.Read);
        byte[] content = new byte[file.Length];
        int read = 0;
        while (read < content.Length)
        {
            read += file.Read(read, content.AsSpan(read));
        }

        return Encoding.UTF8.GetString(content);
    }

    private static bool IsNode(Resource resource) => resource.Tag.Target == StepTarget.Node;

    private static SimulationProvider With(SimulationOptions options) => new() { Seed = 7, Options = options };

    private static Topology Sized(int nodes, string name = "demo") =>
        Topology
            .Create(name)
            .AddGroup(
                new NodeGroup("web", "by-hand")
                {
                    Nodes = Enumerable.Range(1, nodes).Select(i => new NodeSpec($"{name}-{i}", i)).ToValueList(),
                }
            )
            .Build();

    private static Task<LiveCluster> Make(SimulationProvider provider, int nodes, CancellationToken cancellationToken) =>
        LiveCluster.Create(Sized(nodes)).UseProvider(provider).ProvisionAsync(cancellationToken);

    private static Task Run(SimulationProvider place, Func<SimulationProvider, CancellationToken, Task> program) =>
        SceneEnd.RunAsync(program, place.Options, place.Seed);
}
