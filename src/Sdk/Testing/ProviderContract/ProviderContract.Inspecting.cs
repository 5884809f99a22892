using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Scalewright;
using Scalewright.Agents;
using Scalewright.Clusters;
using Scalewright.Decisions;
using Scalewright.Decisions.Policies;
using Scalewright.Journals;
using Scalewright.Planning;
using Scalewright.Providers;
using Scalewright.Topologies;
using Shouldly;

namespace ProviderContracts;

/// <content>Tests that inspection, plans, dry runs and shadow mode change nothing.</content>
public abstract partial class ProviderContract<TProvider>
{
    private const string Orphan = "contract-orphan";

    /// <summary>Names of all nodes in the inspection test, including nodes that only plans contain.</summary>
    protected static IReadOnlyList<string> InspectedNodes { get; } = ["contract-1", Orphan, "contract-pool-1", "contract-pool-2"];

    /// <summary>
    /// Returns the number of calls so far that changed the backend; null if they are not counted. Override this method
    /// if a recording transport or a test server counts them.
    /// </summary>
    protected virtual int? CountMutatingCalls() => null;

    [ContractFact]
    public async Task Inspections_plans_dry_runs_and_shadow_runs_change_nothing_and_list_what_a_repair_deletes()
    {
        CountingProvider countingProvider = null!;
        StateFolder? folder = null;
        ClusterBuilder Configure(ClusterBuilder builder, TimedProvider provider)
        {
            countingProvider = new CountingProvider(provider.Inner);
            folder = new StateFolder(provider);
            return builder
                .UseProvider(countingProvider)
                .WithState(folder.Path)
                .WithOptions(settings => settings with { StoreOptions = StateFolder.Options });
        }

        try
        {
            await OnClusterAsync(1, Configure, (cluster, provider, token) =>
                InspectAsync(cluster, (provider, countingProvider), folder!, token)
            );
        }
        finally
        {
            folder?.Dispose();
        }
    }

    private async Task InspectAsync(
        Cluster cluster,
        (TimedProvider Timed, CountingProvider Counted) provider,
        StateFolder folder,
        CancellationToken token
    )
    {
        Resource orphan = await CreateOrphanAsync(provider.Timed, cluster, token);
        (int Requested, int? Received, string Bytes) before = (provider.Counted.ChangeCount, CountMutatingCalls(), folder.Read());

        Plan[] plans = await CreatePlansAsync(cluster, provider.Counted, folder, token);

        (provider.Counted.ChangeCount, CountMutatingCalls(), folder.Read()).ShouldBe(before);
        plans.Length.ShouldBe(4);
        foreach (Plan plan in plans)
        {
            DestroyOrphan removal = plan.Steps.OfType<DestroyOrphan>().ShouldHaveSingleItem();
            (removal.Name, removal.Resource.Id).ShouldBe((Orphan, orphan.Id));
        }

        await cluster.RepairAsync(token);

        // Proves that the counters work.
        provider.Counted.ChangeCount.ShouldBeGreaterThan(before.Requested);
        if (before.Received is { } received)
        {
            CountMutatingCalls()!.Value.ShouldBeGreaterThan(received);
        }

        await ObserveAsync(
            provider.Timed,
            cluster.Owner,
            "a list without the orphaned node, which a repair removed",
            resources => resources.All(resource => resource.Id != orphan.Id),
            token
        );
    }

    /// <summary>Observes a cluster and plans changes in every supported way. Returns the plans.</summary>
    private static async Task<Plan[]> CreatePlansAsync(
        Cluster cluster,
        CountingProvider provider,
        StateFolder folder,
        CancellationToken token
    )
    {
        await provider.ObserveAsync(null, token);
        await cluster.ObserveAsync(token);
        List<Plan> plans = [await cluster.PlanAsync(cluster.Topology, token)];
        ClusterInspection inspection = await Cluster.InspectAsync(folder.Path, provider, cancellationToken: token);
        plans.Add(inspection.PlanTo(inspection.Desired));
        DecisionEngineBuilder builder = DecisionEngine
            .Create("contract-pool")
            .UseLaunchConfiguration(new LaunchConfiguration("launch"))
            .AddCloud("anywhere", maxNodes: 2)
            .UseSizing(new FixedSizing { Size = 2 })
            .WithDuration(TimeSpan.Zero)
            .WithCycleTimeout(TimeSpan.FromDays(1));
        DecisionEngine[] engines = [builder.WithDryRun().Build(), builder.WithShadowMode().Build()];
        foreach (DecisionEngine engine in engines)
        {
            await foreach (EngineCycle cycle in engine.RunAsync(cluster, token))
            {
                cycle.Decision.To.ShouldBe(2, $"{cycle}");
                plans.Add(cycle.Plan);
            }
        }

        return [.. plans];
    }

    /// <summary>Creates a node that has the ownership tag of a cluster but is not in its desired topology.</summary>
    private async Task<Resource> CreateOrphanAsync(TimedProvider provider, Cluster cluster, CancellationToken token)
    {
        CreateNode step = new(Farm, Specify(Orphan) with { Number = 9 });
        ResourceTag tag = new(cluster.Owner, StepTarget.Node, Orphan, Lineage.CreateRandom(_random ??= CreateRandom()).ToString())
        {
            Group = Farm,
            Digest = SpecDigest.Compute(step),
            Epoch = cluster.Epoch,
        };
        return await MakeReadyAsync(provider, new StepRequest(step, tag), token);
    }
}

/// <summary>Forwards all calls and counts those that change the backend, including calls of capabilities.</summary>
internal sealed class CountingProvider(IProvider inner) : IProvider
{
    private readonly CountingGuard _guard = new();

    public int ChangeCount => _guard.ChangeCount;

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

    public Task<ValueList<Resource>> ObserveAsync(Owner? owner, CancellationToken cancellationToken = default) =>
        inner.ObserveAsync(owner, cancellationToken);

    public async IAsyncEnumerable<StepOutcome> ApplyAsync(
        ValueList<StepRequest> requests,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        _guard.Add(requests.Count);
        await foreach (StepOutcome outcome in inner.ApplyAsync(requests, cancellationToken))
        {
            yield return outcome;
        }
    }

    public TCapability? Find<TCapability>()
        where TCapability : class, IProviderCapability<TCapability> =>
        inner.Find<TCapability>() is { } capability ? TCapability.Guard(capability, _guard) : null;

    public Task<INodeConnection> ConnectAsync(Resource node, CancellationToken cancellationToken = default) =>
        inner.ConnectAsync(node, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

internal sealed class CountingGuard : ProviderGuard
{
    private int _changeCount;

    public int ChangeCount => Volatile.Read(ref _changeCount);

    public void Add(int count) => Interlocked.Add(ref _changeCount, count);

    public override Task<T> QueryAsync<T>(string method, Func<CancellationToken, Task<T>> query, CancellationToken cancellationToken) =>
        query(cancellationToken);

    /// <summary>
    /// Counts a change, because only <see cref="INodeAdvancement"/> calls this method, and its call starts due steps.
    /// </summary>
    public override Task<ValueList<Resource>> ListAsync(
        string method,
        Owner? owner,
        Func<CancellationToken, Task<ValueList<Resource>>> query,
        CancellationToken cancellationToken
    )
    {
        Add(1);
        return query(cancellationToken);
    }

    public override Task ChangeAsync(string method, Func<CancellationToken, Task> change, CancellationToken cancellationToken)
    {
        Add(1);
        return change(cancellationToken);
    }

    public override Task<T> ChangeAsync<T>(string method, Func<CancellationToken, Task<T>> change, CancellationToken cancellationToken)
    {
        Add(1);
        return change(cancellationToken);
    }

    public override T Query<T>(string method, Func<T> query) => query();
}
