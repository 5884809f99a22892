using Scalewright.Planning;
using Scalewright.Topologies;

namespace Scalewright.Clusters;

/// <summary>
/// Exclusive turn of one caller to change a cluster, for callers with their own control loop. Other changes wait until
/// it ends. It has one observation and the desired topology of its start; applying a change or disposing it ends it.
/// </summary>
/// <remarks>
/// During a turn, the caller must not await another change of the same cluster, such as
/// <see cref="Cluster.ApplyAsync(Topology, CancellationToken)"/>: it would wait for the end of the turn. Not
/// thread-safe.
/// </remarks>
public sealed class ClusterTurn : IAsyncDisposable
{
    private readonly Cluster _cluster;
    private readonly TurnScope _scope;
    private readonly Topology _recorded;
    private readonly IReadOnlySet<string> _held;
    private int _hasEnded;

    /// <param name="recorded">Recorded topology after reconciliation.</param>
    /// <param name="held">Failed nodes that are not replaced yet.</param>
    internal ClusterTurn(Cluster cluster, TurnScope scope, Topology recorded, IReadOnlySet<string> held)
    {
        (_cluster, _scope, _recorded, _held) = (cluster, scope, recorded, held);
        (Desired, Observed) = (cluster.Topology, cluster.WithFailures(recorded, held));
    }

    /// <summary>Desired topology at the start of the turn.</summary>
    public Topology Desired { get; }

    /// <summary>
    /// Existing topology after reconciliation, with failed nodes marked. Failed nodes that are not replaced yet are not
    /// marked.
    /// </summary>
    public Topology Observed { get; }

    /// <summary>Returns the state of a node; <see cref="NodeState.Missing"/> if the node does not exist.</summary>
    /// <param name="node">Name of the node.</param>
    public NodeState GetState(string node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return _cluster.GetState(node);
    }

    /// <summary>
    /// Returns the states of nodes, in their order. Failed nodes that are not replaced yet count as starting.
    /// </summary>
    /// <param name="nodes">The nodes.</param>
    public NodeState[] ReadStates(ValueList<NodeSpec> nodes)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        return _cluster.ReadStates(nodes);
    }

    /// <summary>Plans the steps that <see cref="ApplyAsync"/> would execute. Changes nothing.</summary>
    /// <param name="desired">Desired topology. Its name must be empty or the name of the cluster.</param>
    /// <exception cref="ClusterException">The topology has the name of another cluster.</exception>
    public Plan PlanTo(Topology desired)
    {
        ArgumentNullException.ThrowIfNull(desired);
        return _cluster.PlanStartable(Observed, _cluster.Named(desired));
    }

    /// <summary>
    /// Records the desired topology, executes the resulting plan once, and ends the turn, even on failure. Does not
    /// wait until nodes are ready, and does not first check the topology with the provider. The report contains the
    /// failed steps; the next change requests them again.
    /// </summary>
    /// <param name="desired">Desired topology. Its name must be empty or the name of the cluster.</param>
    /// <param name="failedNodes">Nodes that did not become ready in time. They are marked as failed first.</param>
    /// <param name="note">State of the caller, recorded in the same change as the topology; null for none.</param>
    /// <param name="cancellationToken">Stops after the steps in progress. Their results are recorded.</param>
    /// <returns>Report of completed and failed steps; its plan is empty if nothing had to be changed.</returns>
    /// <exception cref="ClusterException">The topology has the name of another cluster.</exception>
    /// <exception cref="InvalidOperationException">The turn has ended.</exception>
    /// <exception cref="Journals.StateException">The change was not recorded; no unrecorded step started.</exception>
    /// <exception cref="Providers.ProviderException">The provider cannot be used.</exception>
    public async Task<PlanReport> ApplyAsync(
        Topology desired,
        ValueList<string>? failedNodes = null,
        TurnNote? note = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(desired);
        Topology named = _cluster.Named(desired);
        if (Interlocked.Exchange(ref _hasEnded, 1) != 0)
        {
            throw new InvalidOperationException("The turn has ended, so its observation is out of date; begin another turn.");
        }

        using (_scope)
        {
            _scope.Resume();
            PlanReport report = await _cluster.ApplyOnceAsync(named, _recorded, _held, failedNodes ?? [], note, cancellationToken);
            _scope.Complete(report);
            return report;
        }
    }

    /// <summary>
    /// Records state of the caller that became known after <see cref="ApplyAsync"/>. Possible also after the turn has
    /// ended.
    /// </summary>
    /// <param name="note">The state.</param>
    /// <param name="cancellationToken">Cancels the operation before the state is written.</param>
    /// <exception cref="Journals.StateException">The state was not recorded.</exception>
    public Task SaveNoteAsync(TurnNote note, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(note);
        return _cluster.SaveNoteAsync(note, cancellationToken);
    }

    /// <summary>Ends the turn without a change, unless it has ended.</summary>
    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _hasEnded, 1) == 0)
        {
            _scope.Dispose();
        }

        return ValueTask.CompletedTask;
    }
}
