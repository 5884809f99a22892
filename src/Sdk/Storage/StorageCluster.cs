using Scalewright.Journals;
using Scalewright.Providers.Simulation.HighAvailability;
using Scalewright.Storage.Availability;
using Scalewright.Storage.Clients;
using Scalewright.Storage.Devices;
using Scalewright.Storage.Hsm;
using Scalewright.Storage.Importing;
using Scalewright.Storage.Packages;
using Scalewright.Storage.Plugins;
using Scalewright.Storage.Power;
using Scalewright.Storage.Servers;
using Scalewright.Storage.Setup;
using Scalewright.Storage.State;
using Scalewright.Storage.Statistics;

namespace Scalewright.Storage;

/// <summary>Simulated storage cluster. All servers share it and see each other's changes. Thread-safe.</summary>
/// <remarks>A change is applied when the call returns. The task completes when the change is durable.</remarks>
public sealed class StorageCluster : IAsyncDisposable
{
    private StorageCluster(StorageStore store, StorageClusterOptions options, bool sharesOutlets)
    {
        (Store, Clock) = (store, options.Clock);
        Random = new SeededIdGenerator(options.Seed, store.Sequence);
        Availability = new HaClusters(store, options.Clock);
        Power = new PowerControl(store, sharesOutlets);
        Servers = new ServerPool(store, options.Clock, Availability, Power);
        Power.Attach(Servers);
        Devices = new SharedDevices(store, Random);
        Hsm = new HsmControl(store);
        Clients = new ClientMounts(store);
        Proc = new ProcFiles(this);
        Statistics = new LoadStatistics(Random, options.Clock);
    }

    /// <summary>Time of the cluster.</summary>
    public TimeProvider Clock { get; }

    /// <summary>Servers of the cluster: start, stop, add, remove.</summary>
    public ServerPool Servers { get; }

    /// <summary>Power distribution units.</summary>
    public PowerControl Power { get; }

    /// <summary>High-availability clusters.</summary>
    public HaClusters Availability { get; }

    /// <summary>Shared disks and their contents.</summary>
    public SharedDevices Devices { get; }

    /// <summary>HSM coordinators and copytools.</summary>
    public HsmControl Hsm { get; }

    /// <summary>Clients of the file systems.</summary>
    public ClientMounts Clients { get; }

    /// <summary>Files below <c>/proc/fs/lustre</c>, as servers and clients read them.</summary>
    public ProcFiles Proc { get; }

    /// <summary>Load statistics of servers and targets.</summary>
    public LoadStatistics Statistics { get; }

    /// <summary>Log lines that servers send.</summary>
    public LogGenerator Logs { get; } = new();

    /// <summary>Specification from which the cluster was created.</summary>
    public StorageClusterSpec Spec => Store.Read(tables => tables.Setup);

    internal StorageStore Store { get; }

    internal SeededIdGenerator Random { get; }

    /// <summary>Creates a cluster.</summary>
    /// <param name="setup">Size of the cluster.</param>
    /// <param name="options">Storage options. Null: state is kept in memory only.</param>
    /// <param name="cancellationToken">Cancels the creation; the folder then contains the whole cluster or
    /// nothing.</param>
    /// <exception cref="StorageException">The specification is invalid, or the folder already contains a cluster or
    /// other files. The folder is not changed.</exception>
    /// <exception cref="StateException">The folder cannot be used.</exception>
    public static async Task<StorageCluster> CreateAsync(
        StorageClusterSpec setup,
        StorageClusterOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(setup);
        StorageLayout layout = setup.CreateLayout();
        return await MakeAsync(
            options,
            sharesOutlets: setup.Rules == HaRuleSet.Compat,
            cluster => InitialChange.Create(layout, cluster.Clock.GetUtcNow(), cluster.Random),
            cancellationToken
        );
    }

    /// <summary>Imports a cluster from files of a reference simulator or <see cref="DescribeFiles"/>.</summary>
    /// <param name="files">Contents by file name; see <see cref="ClusterSimFolder.Read"/>.</param>
    /// <param name="rules">Rules of the imported cluster. Default <see cref="HaRuleSet.Strict"/>.</param>
    /// <param name="options">Storage options. Null: state is kept in memory only.</param>
    /// <param name="cancellationToken">Cancels the import; the folder then contains the whole cluster or
    /// nothing.</param>
    /// <exception cref="StorageException">The folder already contains a cluster, or the files are incomplete,
    /// contradictory or not supported. Each problem is reported with its file.</exception>
    /// <exception cref="StateException">The folder cannot be used.</exception>
    /// <remarks>Imports servers, disks, targets and their positions, power and controllers, but no clients, HSM
    /// requests and keys. A server whose key folder contains a file counts as registered.</remarks>
    public static async Task<StorageCluster> ImportAsync(
        ValueMap<string> files,
        HaRuleSet rules = HaRuleSet.Strict,
        StorageClusterOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(files);
        StorageChange read = new LayoutImport(files, rules).Read((options ?? new StorageClusterOptions()).Clock.GetUtcNow());
        return await MakeAsync(options, sharesOutlets: false, _ => read, cancellationToken);
    }

    /// <summary>Opens the cluster in a folder.</summary>
    /// <param name="options">Storage options.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="StorageException">The folder contains no storage cluster, or a cluster of an unknown version.
    /// The folder is not changed.</exception>
    /// <exception cref="StateException">The folder is locked by another process, or damaged.</exception>
    public static async Task<StorageCluster> OpenAsync(StorageClusterOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(options.Folder);
        StorageStore store = await StorageStore.OpenAsync(options, canCreate: false, cancellationToken);
        try
        {
            StorageCluster cluster = !store.IsEmpty
                ? new(store, options, sharesOutlets: false)
                : throw new StorageException(
                    ProblemCode.ClusterNotFound,
                    options.Folder,
                    "holds no storage cluster",
                    "set one up there first"
                );
            await cluster.Servers.ResumeAsync(cancellationToken);
            return cluster;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <summary>Publishes package versions. All running agents restart and report them.</summary>
    /// <param name="forWorkers">True to publish to workers; false to publish to servers.</param>
    /// <param name="versions">New versions by package. Other packages keep their version.</param>
    /// <param name="cancellationToken">Cancels the wait until the change is durable.</param>
    public async Task PublishPackagesAsync(
        bool forWorkers,
        ValueMap<PackageVersion> versions,
        CancellationToken cancellationToken = default
    )
    {
        await Store.ChangeAsync(
            tables =>
            {
                PackageRepository offer = forWorkers ? tables.WorkerPackages : tables.ServerPackages;
                return new StorageChange { Packages = [offer with { Versions = offer.Versions.Concat(versions).ToValueMap() }] };
            },
            cancellationToken
        );
        Servers.RestartAgents();
    }

    /// <summary>Returns the targets that run on a server.</summary>
    /// <param name="server">The server.</param>
    public IEnumerable<LustreTarget> TargetsRunningOn(StorageServer server)
    {
        ArgumentNullException.ThrowIfNull(server);
        HashSet<string> targets =
        [
            .. Availability
                .GetState(server.Cluster)
                .Targets.Values.Where(target => target.CurrentNode == server.Name.Node)
                .Select(target => target.Uuid),
        ];
        return Devices
            .GetVisibleVolumes(server.Name.Fqdn)
            .Select(volume => volume.Target)
            .OfType<LustreTarget>()
            .Where(target => targets.Contains(target.Uuid));
    }

    /// <summary>Returns the packages available to a server.</summary>
    /// <param name="server">The server.</param>
    public PackageRepository GetRepository(StorageServer server) => Store.Read(tables => tables.OfferTo(server));

    /// <summary>Returns the cluster as files of the reference simulator: indented JSON by file name.</summary>
    public ValueMap<string> DescribeFiles() =>
        Store.Read(tables =>
            LayoutFiles.Create(tables).Select(file => KeyValuePair.Create(file.Key, LayoutFiles.Text(file.Value))).ToValueMap()
        );

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Store.DisposeAsync();

    private static async Task<StorageCluster> MakeAsync(
        StorageClusterOptions? options,
        bool sharesOutlets,
        Func<StorageCluster, StorageChange> first,
        CancellationToken cancellationToken
    )
    {
        StorageClusterOptions where = options ?? new StorageClusterOptions();
        StorageStore store = await StorageStore.OpenAsync(where, canCreate: true, cancellationToken);
        try
        {
            StorageCluster cluster = store.IsEmpty
                ? new(store, where, sharesOutlets)
                : throw new StorageException(
                    ProblemCode.ClusterExists,
                    where.Folder!,
                    "holds a storage cluster already",
                    "open it, or name another folder"
                );
            await store.ChangeAsync(_ => first(cluster), cancellationToken);
            return cluster;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }
}
