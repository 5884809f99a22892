using Scalewright;
using Scalewright.Agents;
using Scalewright.Clusters;
using Scalewright.Decisions;
using Scalewright.Decisions.Policies;
using Scalewright.Decisions.Pools;
using Scalewright.Topologies;
using Shouldly;

namespace ProviderContracts;

/// <content>Tests of clusters.</content>
public abstract partial class ProviderContract<TProvider>
{
    private const string Farm = "contract-live";

    [ContractFact(NeedsAgent = true)]
    public Task A_cluster_acquires_nodes_for_a_job_and_can_acquire_them_again_after_it() => OnClusterAsync(2, async (cluster, token) =>
        {
            StringBuilder streamed = new();
            await using (Partition job = await cluster.AcquirePartitionAsync("job", 2, token))
            {
                job.Nodes.Select(node => (node.Name, node.State))
                    .ShouldBe([("contract-1", NodeState.Ready), ("contract-2", NodeState.Ready)]);
                (await IsRefusedAsync(() => cluster.AcquirePartitionAsync("other", 1, token))).ShouldBeTrue();
                CommandResult result = await job.Nodes[0]
                    .RunAsync(new CommandRequest(["echo", "here", "I", "am"]) { OnOutput = piece => streamed.Append(piece.Text) }, token);
                (result.Output, streamed.ToString()).ShouldBe(("here I am\n", "here I am\n"));
            }

            await using Partition next = await cluster.AcquirePartitionAsync("next", 2, token);
            next.Nodes.Count.ShouldBe(2);
        });

    [ContractFact]
    public Task An_engine_keeps_the_requested_number_of_nodes() => OnClusterAsync(0, async (cluster, token) =>
        {
            ContractPool pool = new(cluster, Number);
            foreach (int size in (int[])[2, 0])
            {
                DecisionEngine engine = DecisionEngine
                    .Create(Farm)
                    .UseSizing(new FixedSizing { Size = size })
                    .WithDuration(TimeSpan.Zero)
                    .WithCycleTimeout(ReadyTimeout)
                    .Build();
                await foreach (EngineCycle cycle in engine.RunAsync(pool, cluster.Provider.Clock, token))
                {
                    (cycle.Decision.To, cycle.Problems.Count).ShouldBe((size, 0), string.Join("; ", cycle.Problems));
                }

                (await pool.ObserveAsync(token)).ReadyCount.ShouldBe(size);
            }
        });

    private NodeSpec Number(int number) => Specify($"contract-{number}") with { Number = number };

    private Task OnClusterAsync(int nodes, Func<Cluster, CancellationToken, Task> test) =>
        OnClusterAsync(nodes, static (builder, _) => builder, (cluster, _, token) => test(cluster, token));

    private Task OnClusterAsync(
        int nodes,
        Func<ClusterBuilder, TimedProvider, ClusterBuilder> describe,
        Func<Cluster, TimedProvider, CancellationToken, Task> test
    ) =>
        RunAsync(
            async (provider, _, token) =>
            {
                using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(token);
                Topology topology = Topology
                    .Create("contract-c")
                    .AddGroup(new NodeGroup(Farm, "builtin@1.0.0") { Nodes = Enumerable.Range(1, nodes).Select(Number).ToValueList() })
                    .Build();
                ClusterBuilder builder = describe(Cluster.Create(topology).UseProvider(provider.Inner), provider)
                    .WithOptions(settings =>
                        settings with
                        {
                            NodeStartTimeout = ReadyTimeout,
                            CleanupTimeout = CallTimeout,
                            Lifetime = ClusterLifetime.Ephemeral,
                        }
                    );
                Cluster cluster = await AwaitInTimeAsync(
                    provider,
                    late,
                    $"a cluster of {nodes} nodes",
                    builder.ProvisionAsync(late.Token),
                    () => "no answer"
                );
                try
                {
                    await AwaitInTimeAsync(
                        provider,
                        late,
                        "the test with the cluster to end",
                        PassAsync(() => test(cluster, provider, late.Token)),
                        () => string.Join(", ", cluster.Nodes.Select(node => $"{node.Name} {node.State}"))
                    );
                }
                finally
                {
                    await AwaitInTimeAsync(
                        provider,
                        late,
                        "the cluster to be removed",
                        PassAsync(() => cluster.DisposeAsync().AsTask()),
                        () => string.Join(", ", cluster.Nodes.Select(node => $"{node.Name} {node.State}"))
                    );
                }
            }
        );

    /// <summary>Waits for a cluster call during which nodes may start. Cancels all work on a timeout.</summary>
    private async Task<T> AwaitInTimeAsync<T>(
        TimedProvider provider,
        CancellationTokenSource late,
        string awaited,
        Task<T> call,
        Func<string> seen
    )
    {
        try
        {
            TimeLimit limit = new($"{nameof(ReadyTimeout)} and {nameof(CallTimeout)}", ReadyTimeout + CallTimeout);
            return await new ResponseTimer(provider.Clock).HandleAsync(call, limit, awaited, seen);
        }
        catch (ShouldAssertException)
        {
            Cancel(late);
            throw;
        }
    }

    private static async Task<bool> PassAsync(Func<Task> call)
    {
        await call();
        return true;
    }

    private static async Task<bool> IsRefusedAsync(Func<Task> call)
    {
        try
        {
            await call();
            return false;
        }
        catch (ClusterException)
        {
            return true;
        }
    }
}

/// <summary>The only group of a cluster, as a scalable pool.</summary>
internal sealed class ContractPool(Cluster cluster, Func<int, NodeSpec> specify) : IScaledPool
{
    public string Name => cluster.Name;

    public Task<PoolObservation> ObserveAsync(CancellationToken cancellationToken) =>
        Task.FromResult(
            new PoolObservation(
                cluster.Nodes.Count(node => node.State == NodeState.Ready),
                cluster.Nodes.Count(node => node.State == NodeState.Starting)
            )
        );

    public Task ResizeAsync(int size, CancellationToken cancellationToken)
    {
        NodeGroup group = cluster.Topology.Groups.Values.Single();
        ValueList<NodeSpec> nodes = Enumerable.Range(1, size).Select(specify).ToValueList();
        return cluster.ApplyAsync(
            cluster.Topology with
            {
                Groups = cluster.Topology.Groups.With(group.Name, group with { Nodes = nodes }),
            },
            cancellationToken
        );
    }
}
