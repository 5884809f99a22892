using Scalewright.Clusters.Reaping;
using Scalewright.Clusters.Registry;
using Scalewright.Journals;
using Scalewright.Planning;
using Scalewright.Providers;
using Scalewright.Topologies;

namespace Scalewright.Clusters;

/// <summary>Defines a cluster before it is created. Immutable: each call returns a new builder.</summary>
public sealed record ClusterBuilder
{
    internal ClusterBuilder(Topology topology) => Topology = topology;

    /// <summary>Topology of the cluster.</summary>
    internal Topology Topology { get; init; }

    /// <summary>Provider that <see cref="UseProvider"/> selected; null before.</summary>
    public IProvider? Provider { get; internal init; }

    /// <summary>True if the cluster disposes the provider.</summary>
    internal bool OwnsProvider { get; init; }

    /// <summary>Folder of the state; null: the state is in memory only.</summary>
    internal string? Folder { get; init; }

    /// <summary>Further options.</summary>
    internal ClusterOptions Settings { get; init; } = new();

    /// <summary>Options of the watchdog; null: none is started.</summary>
    internal WatchdogOptions? Watchdog { get; init; }

    /// <summary>Selects the provider of the nodes.</summary>
    /// <param name="provider">The provider; the caller disposes it.</param>
    public ClusterBuilder UseProvider(IProvider provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return this with { Provider = provider, OwnsProvider = false };
    }

    /// <summary>
    /// Selects the provider of the nodes and transfers its ownership to the cluster. The provider is disposed with the
    /// cluster, or if the cluster cannot be created.
    /// </summary>
    /// <param name="provider">The provider.</param>
    public ClusterBuilder UseOwnedProvider(IProvider provider) => UseProvider(provider) with { OwnsProvider = true };

    /// <summary>Stores the state in a folder, so that the cluster survives the end of the program.</summary>
    /// <param name="folder">Folder that is used for this cluster only; created when missing.</param>
    public ClusterBuilder WithState(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        return this with { Folder = folder };
    }

    /// <summary>
    /// Sets the lifetime. By default, a cluster with a state folder is kept and any other cluster is removed.
    /// </summary>
    /// <param name="lifetime">Lifetime of the cluster.</param>
    public ClusterBuilder WithLifetime(ClusterLifetime lifetime) => WithOptions(settings => settings with { Lifetime = lifetime });

    /// <summary>
    /// Starts a process that removes the cluster if this program exits without removing it, even after kill -9.
    /// Requires a state folder, <see cref="ClusterLifetime.Ephemeral"/>, and
    /// <see cref="ClusterWatchdog.TryRun(string[], Func{IProvider})"/> as the first call in <c>Main</c>.
    /// </summary>
    /// <param name="options">Options; null: the defaults.</param>
    public ClusterBuilder WithWatchdog(WatchdogOptions? options = null) => this with { Watchdog = options ?? new WatchdogOptions() };

    /// <summary>Sets the receiver of progress, which is called after each step.</summary>
    /// <param name="progress">Receives the progress.</param>
    public ClusterBuilder WithProgress(IProgress<PlanProgress> progress) => WithOptions(settings => settings with { Progress = progress });

    /// <summary>Sets the receiver of events, starting with the first step.</summary>
    /// <param name="listener">Receives the events.</param>
    public ClusterBuilder WithListener(IProgress<ClusterEvent> listener) => WithOptions(settings => settings with { Listener = listener });

    /// <summary>
    /// Shares nodes and partitions with other programs through a register. Nodes in another program's partition are not
    /// used. Selectors can use the registered facts of a node, for example its tag.
    /// </summary>
    /// <param name="registry">The register.</param>
    public ClusterBuilder WithNodeRegistry(NodeRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        return WithOptions(settings => settings with { NodeRegistry = registry });
    }

    /// <summary>Changes the settings of the cluster.</summary>
    /// <param name="configure">Function from the current to the new settings.</param>
    public ClusterBuilder WithOptions(Func<ClusterOptions, ClusterOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return this with
        {
            Settings = configure(Settings)
                ?? throw new ArgumentException("The function returned null instead of settings.", nameof(configure)),
        };
    }

    /// <summary>Returns the plan for an empty backend, without querying the provider.</summary>
    public Plan Plan() => Planner.Plan(Topology.Empty, Topology);

    /// <summary>Returns the plan of <see cref="ProvisionAsync"/> for the existing resources; changes nothing.</summary>
    /// <param name="cancellationToken">Cancels the observation.</param>
    /// <exception cref="ClusterException">Invalid settings or topology, or another cluster has the name.</exception>
    /// <exception cref="StateException">The state is damaged, an older copy or in a newer format.</exception>
    /// <exception cref="ProviderException">The provider does not respond.</exception>
    /// <exception cref="InvalidOperationException">No provider was selected.</exception>
    /// <example>
    /// Shows what provisioning would create, without creating it:
    /// <code>
    /// Topology shop = Topology.Create("shop").AddProfile(Profile.Create("web").WithCount(2).Build()).Build();
    /// await using SimulationProvider provider = new() { Seed = 1 };
    /// await provider.RunAsync(async cancellationToken =&gt;
    ///     Console.Write(await Cluster.Create(shop).UseProvider(provider).PlanAsync(cancellationToken)));
    /// </code>
    /// </example>
    public async Task<Plan> PlanAsync(CancellationToken cancellationToken = default) =>
        (await ClusterOpener.PrepareAsync(Checked(), retries: true, cancellationToken)).Plan;

    /// <summary>
    /// Checks the topology, lists the existing resources once and plans; changes nothing. The result continues with what
    /// was found, so that a program can show the plan and ask before it provisions. Repeats no failed query, because a
    /// person may wait.
    /// </summary>
    /// <inheritdoc cref="PlanAsync"/>
    /// <example>
    /// Provisions only if nothing is removed:
    /// <code>
    /// Topology shop = Topology.Create("shop").AddProfile(Profile.Create("web").WithCount(2).Build()).Build();
    /// await using SimulationProvider provider = new() { Seed = 1 };
    /// await provider.RunAsync(async cancellationToken =&gt;
    /// {
    ///     PreparedCluster prepared = await Cluster.Create(shop).UseProvider(provider).PrepareAsync(cancellationToken);
    ///     if (prepared.Plan.Steps.All(step =&gt; step.Action != StepAction.Destroy))
    ///     {
    ///         await using Cluster cluster = await prepared.ProvisionAsync(cancellationToken: cancellationToken);
    ///         Console.WriteLine(cluster.Nodes.Count);
    ///     }
    /// });
    /// </code>
    /// </example>
    public Task<PreparedCluster> PrepareAsync(CancellationToken cancellationToken = default) =>
        ClusterOpener.PrepareAsync(Checked(), retries: false, cancellationToken);

    /// <summary>Returns the plan of <see cref="AdoptAsync"/> for the existing resources; changes nothing.</summary>
    /// <inheritdoc cref="PlanAsync"/>
    public Task<Plan> PlanAdoptionAsync(CancellationToken cancellationToken = default) =>
        ClusterOpener.PlanAdoptionAsync(Checked(), cancellationToken);

    /// <summary>Creates the cluster, or opens the one in the folder, and makes it match the topology.</summary>
    /// <param name="cancellationToken">Stops after the steps in progress. Their results are recorded.</param>
    /// <exception cref="ClusterException">Settings are invalid, the provider rejects the topology, or a step failed.
    /// Without a folder, created resources are removed again.</exception>
    /// <exception cref="StateException">The state is locked, damaged, an older copy or in a newer format, or the disk
    /// failed.</exception>
    /// <exception cref="ProviderException">The provider cannot be used.</exception>
    /// <exception cref="InvalidOperationException">No provider was selected, or a watchdog was set without an ephemeral
    /// cluster in a folder.</exception>
    public Task<Cluster> ProvisionAsync(CancellationToken cancellationToken = default) =>
        OpenAsync(Opening.Provision, prepared: null, cancellationToken);

    /// <summary>
    /// Creates the cluster, or opens the one in the folder with its last desired topology, which
    /// <see cref="ProvisionAsync"/> would replace. The topology of the builder is used only if the desired topology is
    /// empty, for example after a completed removal. Intended for programs that restart with clusters of changing size,
    /// such as engine controllers and elastic nodes.
    /// </summary>
    /// <inheritdoc cref="ProvisionAsync"/>
    public Task<Cluster> OpenOrProvisionAsync(CancellationToken cancellationToken = default) =>
        OpenAsync(Opening.Provision with { KeepsRecorded = true }, prepared: null, cancellationToken);

    /// <summary>
    /// Rebuilds a lost state from the ownership tags of existing resources, then provisions the cluster. Matching
    /// resources are kept; others are removed.
    /// </summary>
    /// <inheritdoc cref="ProvisionAsync"/>
    public Task<Cluster> AdoptAsync(CancellationToken cancellationToken = default) =>
        OpenAsync(Opening.Adopt, prepared: null, cancellationToken);

    /// <param name="prepared">What <see cref="PrepareAsync"/> found; null to begin with a check and a list.</param>
    internal async Task<Cluster> OpenAsync(Opening opening, Survey? prepared, CancellationToken cancellationToken)
    {
        try
        {
            Cluster cluster = await ClusterOpener.ProvisionAsync(Checked(), opening, prepared, cancellationToken);
            cluster.OwnsProvider = OwnsProvider;
            return cluster;
        }
        catch when (OwnsProvider)
        {
            await Provider!.DisposeAsync();
            throw;
        }
    }

    private ClusterBuilder Checked() =>
        this switch
        {
            { Provider: null } => throw new InvalidOperationException(
                "No provider was selected; call UseProvider, for example with a new SimulationProvider()."
            ),
            { Watchdog: not null } when Folder is null || Settings.Lifetime != ClusterLifetime.Ephemeral =>
                throw new InvalidOperationException(
                    "A watchdog removes an ephemeral cluster by its state; "
                        + "call WithState and WithLifetime(ClusterLifetime.Ephemeral), or leave WithWatchdog out."
                ),
            _ => this with { Settings = OptionsValidator.Check(Topology.Name, Settings) },
        };
}
