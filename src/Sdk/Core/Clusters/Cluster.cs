using Scalewright.Agents;
using Scalewright.Clusters.Reaping;
using Scalewright.Clusters.State;
using Scalewright.Clusters.Telemetry;
using Scalewright.Journals;
using Scalewright.Planning;
using Scalewright.Providers;
using Scalewright.Topologies;

namespace Scalewright.Clusters;

/// <summary>
/// A live cluster with a desired topology. Thread-safe. Changes run one at a time, in the order of the calls.
/// </summary>
public sealed partial class Cluster : IAsyncDisposable
{
    private readonly AsyncGate _gate = new();
    private readonly GuardedProvider _provider;
    private readonly ClusterJournal _journal;
    private readonly ClusterOptions _settings;
    private readonly ClusterEvents _events;
    private readonly NodeStatusTable _nodeStatuses;

    [SuppressMessage("Usage", "CA2213", Justification = "CloseAsync disposes it through AsyncDisposal.")]
    private readonly NodeLinks _links;
    private readonly PartitionAllocator _partitions;
    private readonly PlanExecutor _executor;
    private readonly Reconciler _reconciler;
    private ClusterState _shown;
    private ValueList<Problem> _orphaned = [];
    private ValueList<Problem> _providerWarnings = [];
    private int _isDisposed;

    internal Cluster(GuardedProvider provider, ClusterJournal journal, ClusterOptions settings)
    {
        (_provider, _journal, _settings) = (provider, journal, settings);
        _events = new ClusterEvents(provider.Clock, settings.Listener);
        _partitions = new PartitionAllocator();
        _shown = journal.State;
        _nodeStatuses = new NodeStatusTable(node => Shown.Find(StepTarget.Node, node)?.Token, provider.Clock, settings.NodeStartTimeout);
        _links = new NodeLinks(provider, _events, settings, MarkFailed);
        Recording = ClusterRecording.Find(provider);
        _executor = new PlanExecutor(provider, journal, _events, _links, settings, Recording);
        _reconciler = new Reconciler(provider, journal, _events, settings);
        _registeredNames = settings.NodeRegistry is null ? [] : journal.State.Desired.Nodes.Select(static node => node.Name).ToValueList();
        _logs = settings.NodeLogs?.Start(this);
        ActiveClusters.Add(this);
    }

    /// <summary>Name of the cluster.</summary>
    public string Name => _journal.Owner.Cluster;

    /// <summary>Owner in the ownership tags of the cluster's resources.</summary>
    public Owner Owner => _journal.Owner;

    /// <summary>
    /// Epoch of this controller. It increases each time the cluster is opened. The provider rejects requests with a
    /// lower epoch.
    /// </summary>
    public long Epoch => _journal.Epoch;

    /// <summary>
    /// Provider of the nodes, wrapped to measure its calls and those of the capabilities from
    /// <see cref="IProvider.Find{TCapability}"/>. The wrapper cannot be cast to the type of the provider or to a
    /// capability.
    /// </summary>
    public IProvider Provider => _provider;

    /// <summary>Records the plans and decisions of this cluster; null if its run is not recorded.</summary>
    internal ClusterRecording? Recording { get; }

    /// <summary>Desired topology.</summary>
    public Topology Topology => _journal.State.Desired;

    /// <summary>Problems that do not prevent the use of the cluster, found since it was opened. Among them are the
    /// warnings of the provider about the desired topology.</summary>
    public ValueList<Problem> Warnings =>
        [.. _journal.Warnings, .. _providerWarnings, .. _orphaned, .. _pendingFaultReverts, .. _logs?.Warnings ?? []];

    /// <summary>Report of the last change that had steps; null before the first.</summary>
    public PlanReport? LastReport { get; private set; }

    /// <summary>Desired nodes, ordered by group and number.</summary>
    /// <exception cref="ObjectDisposedException">The cluster was disposed.</exception>
    public NodeSet Nodes
    {
        get
        {
            ThrowIfDisposed();
            return new(Topology.Groups.Values.SelectMany(group => group.Nodes.Select(node => new Node(this, group.Name, node))), this);
        }
    }

    /// <summary>Creates a builder that defines a cluster.</summary>
    /// <param name="topology">Desired topology. Its name becomes the name of the cluster.</param>
    /// <example>
    /// Provisions a cluster in a simulation:
    /// <code>
    /// Topology shop = Topology.Create("shop").AddProfile(Profile.Create("web").WithCount(2).Build()).Build();
    /// await using SimulationProvider provider = new() { Seed = 1 };
    /// await provider.RunAsync(async cancellationToken =&gt;
    /// {
    ///     await using Cluster cluster =
    ///         await Cluster.Create(shop).UseProvider(provider).ProvisionAsync(cancellationToken);
    ///     Console.WriteLine(cluster.Nodes.Count);
    /// });
    /// </code>
    /// </example>
    public static ClusterBuilder Create(Topology topology)
    {
        ArgumentNullException.ThrowIfNull(topology);
        return new ClusterBuilder(topology);
    }

    /// <summary>
    /// Checks whether a local folder has a state that <see cref="OpenAsync(string, IProvider, CancellationToken)"/> can
    /// open. Ignores other files. Returns false for a state without changes: the process that created it exited before
    /// it created resources.
    /// </summary>
    /// <param name="folder">The folder; it may be missing.</param>
    /// <exception cref="StateException">The folder cannot be read.</exception>
    public static bool HasState(string folder) => StateOpener.HasCluster(LocalFileSystem.Create(), folder);

    /// <summary>
    /// Opens a cluster that an earlier process created, and resolves unfinished steps. Reverts injected faults that are
    /// still active.
    /// </summary>
    /// <param name="folder">Folder of the state.</param>
    /// <param name="provider">Provider of the nodes.</param>
    /// <param name="cancellationToken">Cancels the operation between two steps.</param>
    /// <exception cref="ClusterException">The folder contains no cluster.</exception>
    /// <exception cref="StateException">The state is locked, damaged, an older copy or in a newer format.</exception>
    /// <exception cref="ProviderException">The provider cannot be queried.</exception>
    public static Task<Cluster> OpenAsync(string folder, IProvider provider, CancellationToken cancellationToken = default) =>
        OpenAsync(folder, provider, new ClusterOptions(), cancellationToken);

    /// <inheritdoc cref="OpenAsync(string, IProvider, CancellationToken)"/>
    /// <param name="folder">Folder of the state.</param>
    /// <param name="provider">Provider of the nodes.</param>
    /// <param name="settings">Settings of the cluster.</param>
    /// <param name="cancellationToken">Cancels the operation between two steps.</param>
    public static Task<Cluster> OpenAsync(
        string folder,
        IProvider provider,
        ClusterOptions settings,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(settings);
        return ClusterOpener.OpenAsync(folder, provider, OptionsValidator.Check(folder, settings), cancellationToken);
    }

    /// <summary>
    /// Inspects a cluster without opening it: reads its state and queries the provider, but changes neither. Acquires
    /// no lock, so another program can change the cluster at the same time.
    /// </summary>
    /// <param name="folder">Folder of the state.</param>
    /// <param name="provider">Provider of the nodes.</param>
    /// <param name="settings">Settings; null: the defaults.</param>
    /// <param name="cancellationToken">Cancels the inspection.</param>
    /// <exception cref="ClusterException">The folder contains no cluster, or an older copy of its state.</exception>
    /// <exception cref="StateException">The state is damaged, an older copy, in a newer format or of another lineage,
    /// or the disk failed.</exception>
    /// <exception cref="ProviderException">The provider does not respond.</exception>
    public static Task<ClusterInspection> InspectAsync(
        string folder,
        IProvider provider,
        ClusterOptions? settings = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentNullException.ThrowIfNull(provider);
        return ClusterReader.InspectAsync(
            folder,
            provider,
            OptionsValidator.Check(folder, settings ?? new ClusterOptions()),
            cancellationToken
        );
    }

    /// <summary>
    /// Streams all events from the time of the call. A consumer that lags by more than 100,000 events loses the oldest
    /// ones.
    /// </summary>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <example>
    /// Prints the first event of a cluster:
    /// <code>
    /// Topology shop = Topology.Create("shop").AddProfile(Profile.Create("web").WithCount(2).Build()).Build();
    /// await using SimulationProvider provider = new() { Seed = 1 };
    /// await provider.RunAsync(async cancellationToken =&gt;
    /// {
    ///     await using Cluster cluster =
    ///         await Cluster.Create(shop).UseProvider(provider).ProvisionAsync(cancellationToken);
    ///     await foreach (ClusterEvent change in cluster.WatchEventsAsync(cancellationToken))
    ///     {
    ///         Console.WriteLine($"{change.Kind} {change.Subject}");
    ///         break;
    ///     }
    /// });
    /// </code>
    /// </example>
    public IAsyncEnumerable<ClusterEvent> WatchEventsAsync(CancellationToken cancellationToken = default) =>
        _events.Listen(cancellationToken);

    /// <summary>
    /// Closes the cluster. Removes the resources of an ephemeral cluster; any other cluster can be opened again.
    /// </summary>
    /// <exception cref="ClusterException">An ephemeral cluster could not be removed completely. Without a folder, it
    /// stays usable and can be disposed again. With a folder, it is closed and can be opened again.</exception>
    public ValueTask DisposeAsync() => CloseAsync(canDisposeAgain: true);

    /// <param name="canDisposeAgain">True if the caller can dispose the cluster again after a failure.</param>
    /// <param name="keepsResources">True to keep the resources of an ephemeral cluster, too.</param>
    internal async ValueTask CloseAsync(bool canDisposeAgain, bool keepsResources = false)
    {
        await FlushNodeLogsAsync();
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        if (!canDisposeAgain)
        {
            // The caller cannot cancel the cleanup, so queries need a timeout.
            _provider.QueryTimeout = _settings.CleanupTimeout;
        }

        bool remainsUsable = false;
        bool isRemoved = _settings.Lifetime == ClusterLifetime.Ephemeral && !keepsResources;
        try
        {
            _partitions.Wake();

            if (isRemoved)
            {
                await RemoveAsync(canDisposeAgain);
            }
        }
        catch (ClusterException exception) when (exception.Code != ProblemCode.LeaseLost)
        {
            remainsUsable = canDisposeAgain && _journal.IsInMemory;
            throw;
        }
        finally
        {
            if (!remainsUsable)
            {
                await CloseAsync();
            }

            Volatile.Write(ref _isDisposed, remainsUsable ? 0 : 1);
        }
    }

    /// <summary>Removes all resources. The exception of a failure advises how to remove the rest.</summary>
    /// <param name="canDisposeAgain">True if the caller can dispose the cluster again after a failure.</param>
    private async Task RemoveAsync(bool canDisposeAgain)
    {
        Problem notRemoved = ClusterProblems.NotRemoved(Owner, _journal.IsInMemory, canDisposeAgain);
        PlanReport report;
        try
        {
            report = await ConvergeAsync("destroy", _ => Topology.Empty, ChangeOrigin.Disposal, CancellationToken.None);
        }
        catch (ScalewrightException exception)
            when (exception is ProviderException || (exception is ClusterException { Code: var code } && code != ProblemCode.LeaseLost))
        {
            throw new ClusterException(Name, exception.Problems.Add(notRemoved), exception)
            {
                Report = (exception as ClusterException)?.Report,
            };
        }

        if (report.Problems.Count > 0)
        {
            throw new ClusterException(Name, report.Problems.Add(notRemoved)) { Report = report };
        }

        if (Watchdog is not null)
        {
            await Watchdog.DismissAsync();
        }
    }

    /// <summary>Closes the logs, connections, journal, watchdog and provider, even if one fails.</summary>
    private async Task CloseAsync()
    {
        ActiveClusters.Remove(this);
        await AsyncDisposal.RunAllAsync(
            () => _logs?.DisposeAsync() ?? ValueTask.CompletedTask,
            _links.DisposeAsync,
            _journal.DisposeAsync,
            ReleaseWatchdogAndEvents,
            () => OwnsProvider ? Provider.DisposeAsync() : ValueTask.CompletedTask
        );
    }

    /// <summary>
    /// Disposes the watchdog and closes the events. Runs after the state is closed, so that the watchdog can lock the
    /// state.
    /// </summary>
    private ValueTask ReleaseWatchdogAndEvents()
    {
        Watchdog?.Dispose();
        _events.Close();
        return ValueTask.CompletedTask;
    }

    internal bool OwnsProvider { get; set; }

    /// <summary>Process that removes the cluster if this process exits without removing it; null for none.</summary>
    internal WatchdogProcess? Watchdog { get; set; }

    internal int MaxConcurrency => _settings.MaxConcurrency;

    /// <summary>States of the desired nodes. Unlike <see cref="Nodes"/>, also available during disposal.</summary>
    internal IEnumerable<NodeState> States => Topology.Nodes.Select(node => GetState(node.Name));

    internal NodeState GetState(Node node) => GetState(node.Name);

    /// <summary>
    /// State as of the last inspection: the recorded state, or a copy of it corrected to the resources that exist.
    /// </summary>
    internal ClusterState Shown => Volatile.Read(ref _shown);

    internal NodeState GetState(string node) =>
        Shown.Find(StepTarget.Node, node) is null ? NodeState.Missing : _nodeStatuses.GetState(node);

    internal NodeState[] ReadStates(ValueList<NodeSpec> nodes)
    {
        NodeState[] states = _nodeStatuses.ReadStates(nodes);
        foreach (int missing in Shown.FindMissing(nodes))
        {
            states[missing] = NodeState.Missing;
        }

        return states;
    }

    private void MarkFailed(string node, string reason)
    {
        if (_nodeStatuses.MarkFailed(node))
        {
            _events.Publish(ClusterEventKind.NodeFailed, node, reason);
        }
    }

    internal Task<T> CallAsync<T>(
        Node node,
        string callName,
        Func<INodeConnection, CancellationToken, Task<T>> call,
        bool isIdempotent,
        CancellationToken cancellationToken
    )
    {
        ThrowIfDisposed();
        node.Lease?.ThrowIfReleased();
        Func<INodeConnection, CancellationToken, Task<T>> attributed = Recording?.Attribute(call) ?? call;
        return TelemetryScope.IsEnabled(Instruments.NodeCalls)
            ? MeasureAsync(node, callName, attributed, isIdempotent, cancellationToken)
            : CallAsync(node, attributed, isIdempotent, cancellationToken);
    }

    private Task<T> CallAsync<T>(
        Node node,
        Func<INodeConnection, CancellationToken, Task<T>> call,
        bool isIdempotent,
        CancellationToken cancellationToken
    ) => _links.Get(node.Name).CallAsync(() => GetResource(node), call, isIdempotent, cancellationToken);

    /// <summary>Measures a call. A command with a nonzero exit code counts as failed.</summary>
    private async Task<T> MeasureAsync<T>(
        Node node,
        string callName,
        Func<INodeConnection, CancellationToken, Task<T>> call,
        bool isIdempotent,
        CancellationToken cancellationToken
    )
    {
        using TelemetryScope? scope = TelemetryScope.Start(
            Provider.Clock,
            "scalewright.node.call",
            Instruments.NodeCalls,
            Instruments.Tag("cluster", Name),
            Instruments.Tag("call", callName)
        );
        T result = await CallAsync(node, call, isIdempotent, cancellationToken);
        if (result is not CommandResult { ExitCode: not 0 })
        {
            scope?.Succeed();
        }

        return result;
    }

    private Resource GetResource(Node node) =>
        Shown.Find(StepTarget.Node, node.Name) is { } entry
            ? entry.ToResource(Owner, Epoch)
            : throw new ClusterException(Name, ClusterProblems.NotReady(node.Name, NodeState.Missing));

    private void ThrowIfDisposed()
    {
        if (IsDisposed)
        {
            throw Disposed();
        }
    }

    private bool IsDisposed => Volatile.Read(ref _isDisposed) != 0;

    private ObjectDisposedException Disposed() =>
        new($"Cluster '{Name}'", "the cluster is disposed; if it has a state folder, open it again with Cluster.OpenAsync");
}
