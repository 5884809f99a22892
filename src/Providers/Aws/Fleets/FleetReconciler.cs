using Scalewright.Clusters;
using Scalewright.Planning;
using Scalewright.Providers.AutoScaling.Actions;
using Scalewright.Topologies;

namespace Scalewright.Providers.AutoScaling.Fleets;

/// <summary>
/// Reconciles the cluster with the account in the background, and updates the account with observed states.
/// </summary>
/// <remarks>All access to the cluster runs as a program of its provider.</remarks>
internal sealed class FleetReconciler : IAsyncDisposable
{
    private const int MaxIterations = 40;
    private static readonly TimeSpan MinPeriod = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MinPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(15);

    private readonly Cluster _cluster;
    private readonly AccountStore _account;
    private readonly AutoScalingEndpointOptions _options;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _wake = new(1, 1);
    private readonly HashSet<string> _starting = new(StringComparer.Ordinal);
    private readonly Task _loop;

    /// <summary>Starts the reconciliation.</summary>
    public FleetReconciler(Cluster cluster, AccountStore account, AutoScalingEndpointOptions options)
    {
        (_cluster, _account, _options) = (cluster, account, options);

        // Launches requested by an earlier endpoint may have been lost.
        _starting.UnionWith(
            account
                .State.AllInstances.Where(instance =>
                    instance.Power is PowerState.Starting or PowerState.RebootStarting
                    || instance is { State: InstanceState.Pending or InstanceState.WarmedPending, Power: PowerState.On }
                )
                .Select(instance => instance.Id)
                .Intersect(cluster.Nodes.Select(node => node.Name), StringComparer.Ordinal)
        );
        _loop = RunLoopAsync(_stopping.Token);
    }

    /// <summary>Error of the last attempt to apply the desired state to the cluster; null if it succeeded.</summary>
    public Exception? LastError { get; private set; }

    /// <summary>Signals that the account has changed.</summary>
    public void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // The signal is already set.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _loop;
        _stopping.Dispose();
        _wake.Dispose();
    }

    private async Task RunLoopAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await WaitAsync(cancellationToken);
                try
                {
                    await ReconcileAsync(cancellationToken);
                    if (LastError is not null)
                    {
                        AutoScalingLog.ClusterRecovered(_options.Logger);
                    }

                    LastError = null;
                }
                catch (ScalewrightException exception)
                {
                    // The next poll retries; the desired state is unchanged.
                    AutoScalingLog.ReconciliationFailed(_options.Logger, exception);
                    LastError = exception;
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Normal shutdown.
        }
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource period = new(GetPollDelay(_options.Clock.GetUtcNow()), _options.Clock);
        using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(period.Token, cancellationToken);
        try
        {
            await _wake.WaitAsync(linked.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The poll interval has elapsed without a signal.
        }
    }

    /// <summary>Returns the time until the next poll or the next due work.</summary>
    private TimeSpan GetPollDelay(DateTimeOffset now)
    {
        TimeSpan due = DueWork.Next(_account.State) - now ?? _options.PollInterval;
        TimeSpan sooner = due < _options.PollInterval ? due : _options.PollInterval;
        return due < MinPeriod ? MinPeriod : sooner;
    }

    /// <summary>
    /// Observes and applies until no instance is in transition, at most for a fixed number of iterations. The next poll
    /// then continues.
    /// </summary>
    private async Task ReconcileAsync(CancellationToken cancellationToken)
    {
        await ObserveAsync(cancellationToken);
        TimeSpan pause = MinPause;
        for (int iteration = 0; iteration < MaxIterations; iteration++)
        {
            AccountState state = _account.State;
            PlanReport report = await RunAsync(token => ApplyAsync(state, token), cancellationToken);
            _starting.UnionWith(report.CompletedSteps.OfType<CreateNode>().Select(create => create.Node.Name));
            await ApplyFailuresAsync(report, cancellationToken);
            await ObserveAsync(cancellationToken);
            if (!_account.State.AllInstances.Any(instance => instance.IsMoving))
            {
                return;
            }

            await PauseAsync(pause, cancellationToken);
            pause = pause * 2 < MaxPause ? pause * 2 : MaxPause;

            // Failures must be observed before the cluster would recreate the nodes.
            await ObserveAsync(cancellationToken);
        }
    }

    private async Task<PlanReport> ApplyAsync(AccountState state, CancellationToken cancellationToken)
    {
        await using ClusterTurn turn = await _cluster.BeginTurnAsync(cancellationToken);
        Topology desired = FleetTopology.Create(turn.Desired, state, GetLostNodes(state, turn));
        return await turn.ApplyAsync(desired, cancellationToken: cancellationToken);
    }

    /// <summary>
    /// Returns nodes that the reconciler observed and that are missing or failed in the last observation of the
    /// cluster. Their instances are terminated at the next poll. Until then, no node may be created with their names.
    /// </summary>
    private HashSet<string> GetLostNodes(AccountState state, ClusterTurn turn)
    {
        HashSet<string> startedIds = new(_starting, StringComparer.Ordinal);
        startedIds.UnionWith(state.AllInstances.Where(instance => instance.IsRunning).Select(instance => instance.Id));
        return turn
            .Desired.Nodes.Select(node => node.Name)
            .Where(name => turn.GetState(name) is NodeState.Missing or NodeState.Failed && startedIds.Contains(name))
            .ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Waits on the clock of the cluster. A changed account ends the wait within the shortest pause.</summary>
    private Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        AccountState state = _account.State;
        return _cluster.Provider.RunAsync(
            async token =>
            {
                for (TimeSpan elapsed = TimeSpan.Zero; elapsed < pause && ReferenceEquals(state, _account.State); elapsed += MinPause)
                {
                    await Task.Delay(MinPause, _cluster.Provider.Clock, token);
                }
            },
            cancellationToken
        );
    }

    private Task ApplyFailuresAsync(PlanReport report, CancellationToken cancellationToken) =>
        report.Failures.Count == 0
            ? Task.CompletedTask
            : _account.ChangeAsync(state => (LaunchFailures.ApplyFailures(CreateContext(state), report.Failures), true), cancellationToken);

    private ActionContext CreateContext(AccountState state) => new(state, _options.Clock.GetUtcNow(), _options);

    private async Task ObserveAsync(CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, InstanceNodeObservation> nodes = AddLostNodes(await RunAsync(ReadNodesAsync, cancellationToken));
        await _account.ChangeAsync(state => (FleetObservation.Apply(CreateContext(state), nodes), true), cancellationToken);
    }

    /// <summary>Adds, once, the nodes that disappeared while they were starting.</summary>
    private Dictionary<string, InstanceNodeObservation> AddLostNodes(Dictionary<string, InstanceNodeObservation> nodes)
    {
        foreach (string lost in _starting.Where(name => !nodes.ContainsKey(name)))
        {
            nodes.Add(lost, InstanceNodeObservation.Lost);
        }

        _starting.Clear();
        _starting.UnionWith(nodes.Where(entry => entry.Value == InstanceNodeObservation.Starting).Select(entry => entry.Key));
        return nodes;
    }

    private async Task<Dictionary<string, InstanceNodeObservation>> ReadNodesAsync(CancellationToken cancellationToken)
    {
        Topology actual = await _cluster.ObserveAsync(cancellationToken);
        Dictionary<string, NodeState> states = _cluster.Nodes.ToDictionary(node => node.Name, node => node.State, StringComparer.Ordinal);
        return actual.Nodes.ToDictionary(node => node.Name, node => GetObservation(node, states), StringComparer.Ordinal);
    }

    private static InstanceNodeObservation GetObservation(NodeSpec node, Dictionary<string, NodeState> states) =>
        node.Health == NodeHealth.Failed
            ? InstanceNodeObservation.Failed
            : states.GetValueOrDefault(node.Name) switch
            {
                NodeState.Ready or NodeState.Unreachable or NodeState.Terminating => InstanceNodeObservation.Ready,
                NodeState.Failed => InstanceNodeObservation.Failed,
                _ => InstanceNodeObservation.Starting,
            };

    private async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> program, CancellationToken cancellationToken)
    {
        T? result = default;
        await _cluster.Provider.RunAsync(async token => result = await program(token), cancellationToken);
        return result!;
    }
}

/// <summary>Observed state of the node of an instance.</summary>
internal enum InstanceNodeObservation
{
    /// <summary>The node does not exist.</summary>
    Missing,

    /// <summary>The node is starting.</summary>
    Starting,

    /// <summary>The node is ready.</summary>
    Ready,

    /// <summary>The node exists but is unhealthy.</summary>
    Failed,

    /// <summary>The node disappeared while it was starting.</summary>
    Lost,
}
