using Microsoft.Extensions.Logging;
using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Clusters;

/// <summary>Groups that start when other groups are ready, with faults of nodes and controllers.</summary>
public class ClusterStartOrderTests
{
    private static readonly ClusterOptions Settings = new()
    {
        Lifetime = ClusterLifetime.Persistent,
        NodeStartTimeout = TimeSpan.FromMinutes(5),
    };

    [Fact]
    public Task Nodes_of_a_group_are_created_when_the_groups_it_follows_are_ready_and_removed_before_them() =>
        RunAsync(1, [], async (provider, record, cancellationToken) =>
        {
            await using LiveCluster cluster = await LiveCluster
                .Create(Shop(2, 2))
                .UseProvider(record)
                .WithState("/state")
                .WithOptions(_ => Settings)
                .ProvisionAsync(cancellationToken);
            cluster.LastReport!.Plan.Count(StepAction.Create, StepTarget.Node).ShouldBe(6);
            cluster.LastReport.Succeeded.ShouldBeTrue();

            record.IsDestroyed = true;
            await cluster.DestroyAsync(cancellationToken);

            record.Violations.ShouldBeEmpty();
            string[] nodes = [.. record.Requests.Where(request => request.Contains(" node ", StringComparison.Ordinal))];
            nodes[..4].ShouldBe(["create node cache-1", "create node cache-2", "create node db-1", "create node db-2"], ignoreOrder: true);
            nodes[4..6].ShouldBe(["create node web-1", "create node web-2"], ignoreOrder: true);
            Array
                .IndexOf(nodes, "destroy node db-1")
                .ShouldBeGreaterThan(Math.Max(Array.IndexOf(nodes, "destroy node web-1"), Array.IndexOf(nodes, "destroy node web-2")));
        });

    [Fact]
    public Task A_new_node_waits_while_a_node_of_the_group_it_follows_is_replaced_and_existing_nodes_stay() =>
        RunAsync(2, [], async (provider, record, cancellationToken) =>
        {
            await using LiveCluster cluster = await LiveCluster
                .Create(Shop(2, 2))
                .UseProvider(record)
                .WithState("/state")
                .WithOptions(_ => Settings)
                .ProvisionAsync(cancellationToken);
            provider.Inject(new CrashNode("db-1"));
            record.Requests.Clear();

            await cluster.ApplyAsync(Shop(2, 3), cancellationToken);

            record
                .Requests.Where(request => request.Contains(" node ", StringComparison.Ordinal))
                .ShouldBe(["destroy node db-1", "create node db-1", "create node web-3"]);
            record.Violations.ShouldBeEmpty();
            cluster.Nodes.ShouldAllBe(node => node.State == NodeState.Ready);
        });

    [Fact]
    public Task A_group_that_never_becomes_ready_is_named_and_other_groups_are_created() =>
        RunAsync(3, [new HangBoots { Cloud = "data" }], async (provider, record, cancellationToken) =>
        {
            ClusterException failure = await Thrown.ByAsync<ClusterException>(() =>
                LiveCluster
                    .Create(Shop(1, 2))
                    .UseProvider(record)
                    .WithState("/state")
                    .WithOptions(_ => Settings)
                    .ProvisionAsync(cancellationToken)
            );

            failure.Problems.ShouldContain(problem =>
                problem.Field == "web" && problem.Message.Contains("start after 'db'", StringComparison.Ordinal)
            );
            provider.Elapsed.ShouldBeLessThan(Settings.NodeStartTimeout * (Settings.MaxReconcileIterations + 1));
            record.Requests.ShouldContain("create node cache-2");
            record.Requests.ShouldNotContain("create node web-1");
        });

    [Fact]
    public Task Starting_nodes_of_an_unrelated_group_do_not_delay_a_group() =>
        RunAsync(4, [new HangBoots { Cloud = "cache" }], async (provider, record, cancellationToken) =>
        {
            await Thrown.ByAsync<ClusterException>(() =>
                LiveCluster
                    .Create(Shop(2, 2))
                    .UseProvider(record)
                    .WithState("/state")
                    .WithOptions(_ => Settings)
                    .ProvisionAsync(cancellationToken)
            );

            record.FirstRequestAt["create node web-1"].ShouldBeLessThan(Settings.NodeStartTimeout);
            record.Violations.ShouldBeEmpty();
        });

    [Fact]
    public Task The_order_holds_when_nodes_crash_and_the_program_is_replaced_at_any_time() =>
        Task.WhenAll(
            Enumerable
                .Range(1, 25)
                .Select(seed => RunAsync(seed, [], async (provider, record, cancellationToken) =>
                    {
                        Random random = new(seed);
                        try
                        {
                            using CancellationTokenSource end = new(TimeSpan.FromSeconds(random.Next(5, 90)), provider.Clock);
                            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(
                                end.Token,
                                cancellationToken
                            );
                            await using LiveCluster first = await LiveCluster
                                .Create(Shop(2, 2))
                                .UseProvider(record)
                                .WithState("/state")
                                .WithOptions(_ => Settings)
                                .ProvisionAsync(either.Token);
                        }
                        catch (OperationCanceledException) { }

                        await using LiveCluster cluster = await LiveCluster.OpenAsync("/state", record, Settings, cancellationToken);
                        for (int change = 0; change < 4; change++)
                        {
                            string[] running =
                            [
                                .. (await provider.ObserveAsync(null, cancellationToken))
                                    .Where(resource => resource.Tag.Target == StepTarget.Node && resource.State == ResourceState.Ready)
                                    .Select(resource => resource.Tag.Name),
                            ];
                            if (running.Length > 0 && random.Next(2) == 0)
                            {
                                provider.Inject(new CrashNode(running[random.Next(running.Length)]));
                            }

                            record.DatabaseCount = random.Next(1, 4);
                            await cluster.ApplyAsync(Shop(record.DatabaseCount, random.Next(0, 4)), cancellationToken);
                        }

                        record.Violations.ShouldBeEmpty($"seed {seed}");
                        cluster.Nodes.ShouldAllBe(node => node.State == NodeState.Ready);
                    }))
        );

    private static Topology Shop(int databases, int servers) =>
        Topology
            .Create("shop")
            .AddGroup(Group("cache", 2, "cache", []))
            .AddGroup(Group("db", databases, "data", []))
            .AddGroup(Group("web", servers, "front", ["db"]))
            .Build();

    private static NodeGroup Group(string name, int count, string cloud, ValueList<string> after) =>
        new(name, "by-hand")
        {
            After = after,
            Nodes = Enumerable.Range(1, count).Select(number => new NodeSpec($"{name}-{number}", number) { Cloud = cloud }).ToValueList(),
        };

    private static async Task RunAsync(
        int seed,
        Fault[] faults,
        Func<SimulationProvider, RecordingProvider, CancellationToken, Task> program
    )
    {
        SimulationOptions options = new()
        {
            Clouds = new[] { "cache", "data", "front" }.Aggregate(ValueMap<CloudModel>.Empty, (clouds, name) =>
                clouds.With(name, CloudModel.Default)
            ),
            Faults = faults.Aggregate(FaultSchedule.Empty, (schedule, fault) => schedule.Add(TimeSpan.Zero, fault)),
        };
        await using SimulationProvider provider = new() { Seed = seed, Options = options };
        await provider.RunAsync(token => program(provider, new RecordingProvider(provider), token));
    }

    /// <summary>Records requests. A violation is a new node of "web" while a desired node of "db" was not ready when it was last observed.</summary>
    private sealed class RecordingProvider(SimulationProvider inner) : IProvider
    {
        private ValueList<Resource> _observed = [];

        /// <summary>Desired number of nodes of "db".</summary>
        public int DatabaseCount { get; set; } = 2;

        /// <summary>True if the whole cluster is being destroyed.</summary>
        public bool IsDestroyed { get; set; }

        public List<string> Requests { get; } = [];

        public List<string> Violations { get; } = [];

        public Dictionary<string, TimeSpan> FirstRequestAt { get; } = [];

        public string Name => inner.Name;

        public TimeProvider Clock => inner.Clock;

        public Random Random => inner.Random;

        public ILogger Logger => inner.Logger;

        public int MaxBatchSize => inner.MaxBatchSize;

        public TimeSpan ConsistencyWindow => inner.ConsistencyWindow;

        public Task RunAsync(Func<CancellationToken, Task> program, CancellationToken cancellationToken = default) =>
            inner.RunAsync(program, cancellationToken);

        public Task<ValueList<Problem>> CheckAsync(Topology topology, CancellationToken cancellationToken = default) =>
            inner.CheckAsync(topology, cancellationToken);

        public async Task<ValueList<Resource>> ObserveAsync(Owner? owner, CancellationToken cancellationToken = default) =>
            _observed = await inner.ObserveAsync(owner, cancellationToken);

        public IAsyncEnumerable<StepOutcome> ApplyAsync(ValueList<StepRequest> requests, CancellationToken cancellationToken = default)
        {
            foreach (StepRequest request in requests)
            {
                Requests.Add(request.Step.ToString());
                FirstRequestAt.TryAdd(request.Step.ToString(), inner.Elapsed);
                Resource[] databases = [.. _observed.Where(resource => resource.Tag is { Target: StepTarget.Node, Group: "db" })];
                if (
                    request.Step is CreateNode { Group: "web" }
                    && Enumerable
                        .Range(1, DatabaseCount)
                        .Any(number =>
                            !databases.Any(resource => resource.Tag.Name == $"db-{number}" && resource.State == ResourceState.Ready)
                        )
                )
                {
                    Violations.Add(
                        $"{request.Step}: {string.Join(", ", databases.Select(resource => $"{resource.Tag.Name} {resource.State}"))}"
                    );
                }

                // The removal of a node, not its replacement.
                if (request.Step is DestroyNode { Group: "db" } removal && (IsDestroyed || removal.Node.Number > DatabaseCount))
                {
                    Violations.AddRange(
                        requests
                            .Where(other => other.Step is DestroyNode { Group: "web" })
                            .Select(other => $"{request.Step} together with {other.Step}")
                    );
                }
            }

            return inner.ApplyAsync(requests, cancellationToken);
        }

        public TCapability? Find<TCapability>()
            where TCapability : class, IProviderCapability<TCapability> => ((IProvider)inner).Find<TCapability>();

        public Task<INodeConnection> ConnectAsync(Resource node, CancellationToken cancellationToken = default) =>
            inner.ConnectAsync(node, cancellationToken);

        public ValueTask DisposeAsync() => default;
    }
}
