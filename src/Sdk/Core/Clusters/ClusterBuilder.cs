using Scalewright.Clusters.Reaping;
using Scalewright.Clusters.Registering;
using Scalewright.Journals;
using Scalewright.Logs;
using Scalewright.Planning;
using Scalewright.Providers;
using Scalewright.Topologies;

namespace Scalewright.Clusters;

/// <summary>Describes a cluster before it is made. Immutable: each call gives a new builder.</summary>
public sealed record ClusterBuilder
{
    internal ClusterBuilder(Topology topology) => Topology = topology;

    internal Topology Topology { get; init; }

    /// <summary>Where the nodes will live, as <see cref="UseProvider"/> picked it; null: nobody did yet.</summary>
    public IProvider? Provider { get; internal init; }

    internal bool OwnsProvider { get; init; }

    internal string? Folder { get; init; }

    internal ClusterSettings Settings { get; init; } = new();

    internal WatchdogOptions? Watchdog { get; init; }

    /// <summary>Picks where the nodes live.</summary>
    /// <param name="provider">The place; stays the caller's to dispose.</param>
    public ClusterBuilder UseProvider(IProvider provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return this with { Provider = provider, OwnsProvider = false };
    }

    /// <summary>Picks where the nodes live, and leaves the place to the cluster: it is disposed with the cluster, or when that cannot be made.</summary>
    /// <param name="provider">The place.</param>
    public ClusterBuilder UseOwnProvider(IProvider provider) => UseProvider(provider) with { OwnsProvider = true };

    /// <summary>Keeps the state in a folder: the cluster survives the program, however it ends.</summary>
    /// <param name="folder">A folder of its own; made when it is not there.</param>
    public ClusterBuilder WithState(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        return this with { Folder = folder };
    }

    /// <summary>Sets what becomes of the cluster when it is disposed; default it stays when it has a folder, else it is removed.</summary>
    /// <param name="lifetime">Stay or go.</param>
    public ClusterBuilder WithLifetime(ClusterLifetime lifetime) => WithSettings(settings => settings with { Lifetime = lifetime });

    /// <summary>
    /// Starts a process beside this one that removes the cluster when this program ends without doing so, also by kill -9. Needs a
    /// folder and <see cref="ClusterLifetime.Ephemeral"/>, and <see cref="ClusterWatchdog.TryRun(string[], Func{IProvider})"/> first in <c>Main</c>.
    /// </summary>
    /// <param name="options">How; null: the defaults.</param>
    public ClusterBuilder WithWatchdog(WatchdogOptions? options = null) => this with { Watchdog = options ?? new WatchdogOptions() };

    /// <summary>Hears of each step that ended.</summary>
    /// <param name="progress">Who hears it.</param>
    public ClusterBuilder WithProgress(IProgress<PlanProgress> progress) => WithSettings(settings => settings with { Progress = progress });

    /// <summary>Hears of everything that happens, from the first step on.</summary>
    /// <param name="listener">Who hears it.</param>
    public ClusterBuilder WithListener(IProgress<ClusterEvent> listener) => WithSettings(settings => settings with { Listener = listener });

    /// <summary>Collects what agents of nodes and their services say, in a folder for each node: <c>FOLDER/NODE/node.log</c>. It comes over the connections that nodes have anyway.</summary>
    /// <param name="folder">The folder, of this machine; made when it is not there.</param>
    /// <param name="rotation">When a file is full, and how many older ones are kept; null: 10 MiB and 5. More can be set by <see cref="ClusterSettings.Logs"/>.</param>
    public ClusterBuilder WithLogs(string folder, LogFileOptions? rotation = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        return WithSettings(settings => settings with { Logs = new NodeLogOptions(folder) { Rotation = rotation ?? new LogFileOptions() } });
    }

    /// <summary>Shares the cluster's nodes and partitions with other programs: they stand in a register, and a node that another program has in a partition there is not taken here.
    /// Selectors find what is registered of a node, as its tag.</summary>
    /// <param name="register">The register.</param>
    public ClusterBuilder WithRegister(NodeRegister register)
    {
        ArgumentNullException.ThrowIfNull(register);
        return WithSettings(settings => settings with { Register = register });
    }

    /// <summary>Changes how the cluster behaves.</summary>
    /// <param name="change">The settings so far to the settings from now on.</param>
    public ClusterBuilder WithSettings(Func<ClusterSettings, ClusterSettings> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return this with { Settings = change(Settings) ?? throw new ArgumentException("The change gave null instead of settings.", nameof(change)) };
    }

    /// <summary>What provisioning would do where nothing is yet; asks nobody.</summary>
    public Plan Plan() => Planner.Plan(Topology.Empty, Topology);

    /// <summary>Plans what <see cref="ProvisionAsync"/> would do with what exists now. Changes nothing, neither at the provider nor in the folder.</summary>
    /// <param name="cancellationToken">Ends the observation.</param>
    /// <exception cref="ClusterException">Settings cannot be used, the cluster cannot be made, or another cluster has its name.</exception>
    /// <exception cref="StateException">The state is damaged, older or newer.</exception>
    /// <exception cref="ProviderException">The provider does not answer.</exception>
    /// <exception cref="InvalidOperationException">No provider was picked.</exception>
    public Task<Plan> PlanAsync(CancellationToken cancellationToken = default) => ClusterOpener.PlanAsync(Checked(), cancellationToken);

    /// <summary>Plans what <see cref="AdoptAsync"/> would do with what exists now. Changes nothing, neither at the provider nor in the folder.</summary>
    /// <inheritdoc cref="PlanAsync"/>
    public Task<Plan> PlanAdoptionAsync(CancellationToken cancellationToken = default) => ClusterOpener.PlanAdoptionAsync(Checked(), cancellationToken);

    /// <summary>Makes the cluster, or goes on with the one in the folder until it is what is wanted.</summary>
    /// <param name="cancellationToken">What is under way comes to its end and is recorded; nothing more is begun.</param>
    /// <exception cref="ClusterException">Settings cannot be used, it cannot be, or a part of it could not be made; without a folder what was made is removed again.</exception>
    /// <exception cref="StateException">The state is held by another, damaged, older or newer, or the disk failed.</exception>
    /// <exception cref="ProviderException">The place cannot be used.</exception>
    /// <exception cref="InvalidOperationException">No provider was picked, or a watchdog has nothing to watch.</exception>
    public Task<Cluster> ProvisionAsync(CancellationToken cancellationToken = default) => MakeAsync(ClusterOpener.ProvisionAsync, cancellationToken);

    /// <summary>Makes the cluster, or goes on with the one in the folder as it was last wanted: its sizes stay, where <see cref="ProvisionAsync"/> takes it back to its topology. The topology counts
    /// only where nothing is wanted yet, also after a removal that came to its end. For programs that keep a cluster of changing size and start again: controllers of engines, elastic nodes.</summary>
    /// <inheritdoc cref="ProvisionAsync"/>
    public Task<Cluster> OpenOrProvisionAsync(CancellationToken cancellationToken = default) => MakeAsync(ClusterOpener.OpenOrProvisionAsync, cancellationToken);

    /// <summary>Rebuilds a lost state from the tags on what exists, then makes the cluster what is wanted: what fits is kept, the rest is removed.</summary>
    /// <inheritdoc cref="ProvisionAsync"/>
    public Task<Cluster> AdoptAsync(CancellationToken cancellationToken = default) => MakeAsync(ClusterOpener.AdoptAsync, cancellationToken);

    private async Task<Cluster> MakeAsync(Func<ClusterBuilder, CancellationToken, Task<Cluster>> make, CancellationToken cancellationToken)
    {
        try
        {
            Cluster cluster = await make(Checked(), cancellationToken);
            cluster.OwnsProvider = OwnsProvider;
            return cluster;
        }
        catch when (OwnsProvider)
        {
            await Provider!.DisposeAsync();
            throw;
        }
    }

    private ClusterBuilder Checked() => Provider is null
        ? throw new InvalidOperationException("No provider was picked; call UseProvider, for example with a new SimulationProvider().")
        : Watchdog is not null && (Folder is null || Settings.Lifetime != ClusterLifetime.Ephemeral)
        ? throw new InvalidOperationException("A watchdog removes an ephemeral cluster by its state; call WithState and WithLifetime(ClusterLifetime.Ephemeral), or leave WithWatchdog out.")
        : this with { Settings = SettingsCheck.Check(Topology.Name, Settings) };
}
