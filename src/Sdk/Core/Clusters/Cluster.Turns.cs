using Scalewright.Clusters.Telemetry;
using Scalewright.Planning;
using Scalewright.Topologies;

namespace Scalewright.Clusters;

/// <content>Changes by callers with their own control loop.</content>
public sealed partial class Cluster
{
    private readonly HashSet<string> _reservations = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Begins an exclusive turn to change the cluster: waits until earlier changes have completed, and reconciles the
    /// state with the existing resources. Other changes wait until the turn ends.
    /// </summary>
    /// <param name="cancellationToken">Cancels the wait and the observation.</param>
    /// <exception cref="InvalidOperationException">The cluster was opened for reading.</exception>
    /// <exception cref="Journals.StateException">Another controller took over, or the disk failed.</exception>
    /// <exception cref="Providers.ProviderException">The provider cannot be used.</exception>
    /// <example>
    /// Adds a node to a group, depending on the observed state:
    /// <code>
    /// Topology shop = Topology.Create("shop").AddProfile(Profile.Create("web").WithCount(2).Build()).Build();
    /// await using SimulationProvider provider = new() { Seed = 1 };
    /// await provider.RunAsync(async cancellationToken =&gt;
    /// {
    ///     await using Cluster cluster =
    ///         await Cluster.Create(shop).UseProvider(provider).ProvisionAsync(cancellationToken);
    ///     await using ClusterTurn turn = await cluster.BeginTurnAsync(cancellationToken);
    ///     if (turn.Desired.Nodes.All(node =&gt; turn.GetState(node.Name) == NodeState.Ready))
    ///     {
    ///         Profile web = Profile.Create("web").WithCount(3).Build();
    ///         Topology larger = Topology.Create("shop").AddProfile(web).Build();
    ///         PlanReport report = await turn.ApplyAsync(larger, cancellationToken: cancellationToken);
    ///         Console.WriteLine(report.CompletedSteps.Count);
    ///     }
    /// });
    /// </code>
    /// </example>
    public async Task<ClusterTurn> BeginTurnAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        ThrowIfReadOnly();
        TurnScope? scope = new(StartActivity("order"));
        try
        {
            await EnterAsync(scope, cancellationToken);
            Topology recorded = await ReconcileAsync(cancellationToken);
            ClusterTurn turn = new(this, scope, recorded, _nodeStatuses.Held);
            scope = null;
            return turn;
        }
        catch (ObjectDisposedException) when (IsDisposed)
        {
            throw Disposed();
        }
        finally
        {
            scope?.Dispose();
        }
    }

    /// <summary>Returns the last recorded note of a component; null if missing.</summary>
    /// <param name="name">Name of the note.</param>
    public JsonElement? FindNote(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _journal.State.FindNote(name)?.Value;
    }

    /// <summary>
    /// Reserves a name for one component of this process, such as an engine that controls a domain. Names are
    /// case-insensitive.
    /// </summary>
    /// <param name="name">The name.</param>
    /// <returns>The reservation, which ends when it is disposed; null if the name is reserved.</returns>
    public IDisposable? TryReserve(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        lock (_reservations)
        {
            return _reservations.Add(name) ? new NameReservation(_reservations, name) : null;
        }
    }

    internal Topology WithFailures(Topology recorded, IReadOnlySet<string> held) => _nodeStatuses.WithFailures(recorded, held);

    /// <summary>
    /// Plans the steps that need not wait for nodes of other groups; the next turn requests the others.
    /// </summary>
    internal Plan PlanStartable(Topology observed, Topology desired) => FindStartable(Planner.Plan(observed, desired), desired).Plan;

    /// <summary>Gives a desired topology the name of the cluster.</summary>
    /// <exception cref="ClusterException">The topology has the name of another cluster.</exception>
    internal Topology Named(Topology desired) => CheckName(desired) with { Name = Name };

    /// <summary>Executes the change of a turn once.</summary>
    /// <param name="recorded">Recorded topology after reconciliation.</param>
    /// <param name="held">Failed nodes that are not replaced yet.</param>
    internal async Task<PlanReport> ApplyOnceAsync(
        Topology desired,
        Topology recorded,
        IReadOnlySet<string> held,
        ValueList<string> failedNodes,
        TurnNote? note,
        CancellationToken cancellationToken
    )
    {
        try
        {
            foreach (string node in failedNodes)
            {
                MarkFailed(node, "did not become ready in time and is marked as failed");
            }

            desired = await RecordDesiredAsync(desired, FindNew(note), cancellationToken);
            Plan plan = PlanStartable(WithFailures(recorded, held), desired);
            PlanReport report = plan.IsEmpty ? new PlanReport(plan) : await ExecuteAsync(plan, cancellationToken);
            ValueList<Problem> obstacles = FindObstacles(entry =>
                held.Contains(entry.Key) && !plan.Steps.Any(step => step is DestroyNode && step.Name == entry.Key)
            );
            report = report with { Problems = [.. report.Problems, .. obstacles] };
            await RegisterAsync(cancellationToken);
            return report;
        }
        catch (ObjectDisposedException) when (IsDisposed)
        {
            throw Disposed();
        }
    }

    internal Task SaveNoteAsync(TurnNote note, CancellationToken cancellationToken) => _journal.SaveNoteAsync(note, cancellationToken);

    /// <summary>Returns the note; null if it is already recorded.</summary>
    private TurnNote? FindNew(TurnNote? note) =>
        note is not null && FindNote(note.Name) is { } stored && JsonElement.DeepEquals(stored, note.Value) ? null : note;

    private TelemetryScope? StartActivity(string operation) =>
        TelemetryScope.Start(Provider.Clock, "scalewright." + operation, durations: null, Instruments.Tag("cluster", Name));

    /// <summary>
    /// Waits until earlier changes have completed. Throws if the cluster was disposed in the meantime.
    /// </summary>
    private async Task EnterAsync(TurnScope scope, CancellationToken cancellationToken)
    {
        await scope.EnterAsync(_gate, cancellationToken);
        ThrowIfDisposed();
    }

    private sealed class NameReservation(HashSet<string> reservations, string name) : IDisposable
    {
        private bool _isReleased;

        public void Dispose()
        {
            lock (reservations)
            {
                if (!_isReleased)
                {
                    _isReleased = true;
                    reservations.Remove(name);
                }
            }
        }
    }
}
