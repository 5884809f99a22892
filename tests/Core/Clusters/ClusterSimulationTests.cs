using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Clusters;

public class ClusterSimulationTests
{
    [Fact]
    public Task A_cluster_is_made_and_removed_again() => Run(new SimulationProvider { Seed = 1 }, async (provider, cancellationToken) =>
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
    public Task The_state_of_a_cluster_is_kept_on_the_disk_of_the_place() => Run(new SimulationProvider { Seed = 1 }, async (provider, cancellationToken) =>
    {
        const string Folder = "/state/of-the-place";
        await using LiveCluster cluster = await LiveCluster.Create(Sized(1)).UseProvider(provider).WithState(Folder).ProvisionAsync(cancellationToken);

        provider.FileSystem.List(Folder).ShouldContain("journal.log");
        Directory.Exists(Folder).ShouldBeFalse();
    });

    [Fact]
    public Task A_snapshot_of_thousands_of_nodes_has_a_line_for_each_in_order_and_opens_again() => Run(new SimulationProvider { Seed = 1 }, async (provider, cancellationToken) =>
    {
        const string Folder = "/state/large";
        const int Nodes = 9_000;
        DurableStoreOptions often = new() { LockHolder = new LockHolder(), Random = new Random(1), SnapshotAfterBytes = 64 * 1024 };
        ClusterBuilder builder = LiveCluster.Create(Sized(Nodes)).UseProvider(provider).WithState(Folder).WithOptions(settings => settings with { StoreOptions = often, Lifetime = ClusterLifetime.Persistent });
        await using (LiveCluster made = await builder.ProvisionAsync(cancellationToken))
        {
            made.Nodes.Count.ShouldBe(Nodes);
        }

        string[] lines = [.. ReadText(provider.FileSystem, $"{Folder}/state.json").Split('\n').Where(line => line.StartsWith("{\"target\":\"Node\"", StringComparison.Ordinal))];
        await using LiveCluster again = await LiveCluster.OpenAsync(Folder, provider, cancellationToken);

        lines.Length.ShouldBeGreaterThan(Nodes / 2, "the last snapshot was taken when most nodes were there");
        string[] names = [.. lines.Select(line => JsonDocument.Parse(line.TrimEnd(',', ']')).RootElement.GetProperty("name").GetString()!)];
        names.ShouldBe(names.Order(StringComparer.Ordinal));
        names.ShouldBeUnique();
        (await again.PlanAsync(again.Topology, cancellationToken)).IsEmpty.ShouldBeTrue();
        await again.DestroyAsync(cancellationToken);
    });

    [Fact]
    public Task F_PROV_04_what_a_cloud_has_no_room_for_is_told_and_the_rest_is_made() =>
        Run(With(new SimulationOptions { Cloud = CloudModel.Default with { CapacityCount = 12 } }), async (provider, cancellationToken) =>
        {
            await using LiveCluster other = await LiveCluster.Create(Sized(5, "other")).UseProvider(provider).ProvisionAsync(cancellationToken);
            ClusterBuilder builder = LiveCluster.Create(Sized(10)).UseProvider(provider).WithOptions(settings => settings with { AllowPartial = true });
            await using LiveCluster cluster = await builder.ProvisionAsync(cancellationToken);

            cluster.LastReport!.Problems.Count.ShouldBe(3);
            cluster.LastReport.Problems.ShouldAllBe(problem => problem.Code == ProblemCode.InsufficientCapacity);
            cluster.Nodes.Count(node => node.State == NodeState.Ready).ShouldBe(7);
            (await provider.ObserveAsync(cluster.Owner, cancellationToken)).Count(IsNode).ShouldBe(7);
        });

    [Fact]
    public Task F_PROV_03_a_lost_answer_makes_no_second_node() => Run(
        With(new SimulationOptions { Faults = FaultSchedule.Empty.Add(TimeSpan.Zero, new FailCalls(CallFailure.ResponseLost) { Kinds = CallKinds.Create, MaxCount = 5 }) }),
        async (provider, cancellationToken) =>
        {
            await using LiveCluster cluster = await Make(provider, 10, cancellationToken);

            (await provider.ObserveAsync(null, cancellationToken)).Count(IsNode).ShouldBe(10);
        });

    [Fact]
    public Task F_PROV_02_bursts_of_errors_cost_at_most_three_times_the_calls() => Run(
        With(new SimulationOptions
        {
            Faults = FaultSchedule.Empty.Add(TimeSpan.Zero, new FailCalls(CallFailure.Busy) { Kinds = CallKinds.All, Probability = 0.3, Duration = TimeSpan.FromMinutes(10) }),
        }),
        async (provider, cancellationToken) =>
        {
            await using LiveCluster cluster = await Make(provider, 100, cancellationToken);

            cluster.Nodes.ShouldAllBe(node => node.State == NodeState.Ready);
            cluster.LastReport!.RetryCount.ShouldBeInRange(1, 200);
        });

    [Fact]
    public Task F_PROV_01_a_place_that_asks_to_wait_is_waited_for() => Run(
        With(new SimulationOptions
        {
            Faults = FaultSchedule.Empty.Add(TimeSpan.Zero, new FailCalls(CallFailure.Throttled) { MaxCount = 3, RetryAfter = TimeSpan.FromSeconds(90) }),
        }),
        async (provider, cancellationToken) =>
        {
            await using LiveCluster cluster = await Make(provider, 5, cancellationToken);

            provider.Elapsed.ShouldBeGreaterThan(TimeSpan.FromSeconds(90));
            cluster.Nodes.ShouldAllBe(node => node.State == NodeState.Ready);
        });

    [Fact]
    public Task A_partition_has_its_nodes_to_itself() => Run(new SimulationProvider(), async (provider, cancellationToken) =>
    {
        await using LiveCluster cluster = await Make(provider, 6, cancellationToken);
        Partition first = await cluster.AcquirePartitionAsync("one", 4, cancellationToken);

        ClusterException refused = await Thrown.ByAsync<ClusterException>(() => cluster.AcquirePartitionAsync("two", 3, cancellationToken));
        Task<Partition> waiting = cluster.AcquirePartitionAsync(new PartitionRequest("three", 3) { Timeout = TimeSpan.FromMinutes(1) }, cancellationToken);
        await first.DisposeAsync();
        await using Partition third = await waiting;

        refused.Code.ShouldBe(ProblemCode.PartitionUnavailable);
        refused.Message.ShouldContain("partition 'two': 3 nodes requested; of 6 ready nodes 6 fit, and 2 of these are free; ask for 2 or fewer, or set Timeout");
        third.Nodes.Count.ShouldBe(3);
    });

    [Fact]
    public Task The_nodes_of_a_partition_answer_to_it_no_more_once_it_is_disposed() => Run(new SimulationProvider(), async (provider, cancellationToken) =>
    {
        await using LiveCluster cluster = await Make(provider, 2, cancellationToken);
        Partition job = await cluster.AcquirePartitionAsync("job", 1, cancellationToken);
        Node kept = job.Nodes[0];
        (await kept.RunAsync(["hostname"], cancellationToken)).Succeeded.ShouldBeTrue();

        await job.DisposeAsync();

        (await Thrown.ByAsync<ObjectDisposedException>(() => Task.FromResult(job.Nodes[0]))).ObjectName.ShouldBe("Partition 'job'");
        (await Thrown.ByAsync<ObjectDisposedException>(() => kept.RunAsync(["hostname"], cancellationToken))).ObjectName.ShouldBe("Partition 'job'");
        (await cluster.Nodes[kept.Name].RunAsync(["hostname"], cancellationToken)).Succeeded.ShouldBeTrue();
    });

    [Fact]
    public Task What_a_node_writes_is_heard_with_its_name_and_what_the_listener_throws_is_the_callers() => Run(new SimulationProvider(), async (provider, cancellationToken) =>
    {
        await using LiveCluster cluster = await Make(provider, 1, cancellationToken);
        List<CommandOutput> heard = [];

        await cluster.Nodes[0].RunAsync(new CommandRequest(["echo", "hello"]) { OnOutput = heard.Add }, cancellationToken);
        InvalidDataException thrown = await Thrown.ByAsync<InvalidDataException>(() =>
            cluster.Nodes[0].RunAsync(new CommandRequest(["echo", "hello"]) { OnOutput = _ => throw new InvalidDataException("enough") }, cancellationToken));

        heard.ShouldBe([new CommandOutput(cluster.Nodes[0].Name, "hello\n")]);
        thrown.Message.ShouldBe("enough");
    });

    [Fact]
    public Task A_partition_of_no_nodes_is_refused_by_the_name_that_the_caller_used() => Run(new SimulationProvider(), async (provider, cancellationToken) =>
    {
        await using LiveCluster cluster = await Make(provider, 1, cancellationToken);

        (await Thrown.ByAsync<ArgumentOutOfRangeException>(() => cluster.AcquirePartitionAsync("job", nodes: 0, cancellationToken))).ParamName.ShouldBe("nodes");
        (await Thrown.ByAsync<ArgumentOutOfRangeException>(() => cluster.AcquirePartitionAsync(new PartitionRequest("job", 0), cancellationToken))).ParamName.ShouldBe("request");
    });

    [Fact]
    public async Task A_removed_cluster_says_so_when_it_is_asked_for_a_node()
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
    public Task A_partition_that_waits_too_long_is_told_so() => Run(new SimulationProvider(), async (provider, cancellationToken) =>
    {
        await using LiveCluster cluster = await Make(provider, 2, cancellationToken);
        await using Partition first = await cluster.AcquirePartitionAsync("one", 2, cancellationToken);

        (await Thrown.ByAsync<ClusterException>(() => cluster.AcquirePartitionAsync(new PartitionRequest("two", 1) { Timeout = TimeSpan.FromMinutes(1) }, cancellationToken)))
            .Code.ShouldBe(ProblemCode.PartitionUnavailable);
    });

    [Fact]
    public Task Cancelling_begins_nothing_more_and_loses_nothing() => Run(new SimulationProvider(), async (provider, cancellationToken) =>
    {
        using CancellationTokenSource source = new(TimeSpan.FromSeconds(10), provider.Clock);

        await Thrown.ByAsync<OperationCanceledException>(() => LiveCluster.Create(Sized(50)).UseProvider(provider).ProvisionAsync(source.Token));

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

    private static Topology Sized(int nodes, string name = "demo") => Topology.Create(name)
        .AddGroup(new NodeGroup("web", "by-hand") { Nodes = Enumerable.Range(1, nodes).Select(i => new NodeSpec($"{name}-{i}", i)).ToValueList() })
        .Build();

    private static Task<LiveCluster> Make(SimulationProvider provider, int nodes, CancellationToken cancellationToken) =>
        LiveCluster.Create(Sized(nodes)).UseProvider(provider).ProvisionAsync(cancellationToken);

    private static Task Run(SimulationProvider place, Func<SimulationProvider, CancellationToken, Task> program) => SceneEnd.RunAsync(program, place.Options, place.Seed);
}
