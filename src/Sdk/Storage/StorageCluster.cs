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

/// <summary>A simulated storage cluster: one object for all servers, so what one does is seen by the others. Thread-safe.</summary>
/// <remarks>A call that changes something has done so when it returns; its task ends when the change is durable.</remarks>
public sealed class StorageCluster : IAsyncDisposable
{
    private StorageCluster(StorageBook book, StorageClusterOptions options, bool sharesOutlets)
    {
        (Book, Clock) = (book, options.Clock);
        Chance = new StableChance(options.Seed, book.Sequence);
        Availability = new HaClusters(book, options.Clock);
        Power = new PowerControl(book, sharesOutlets);
        Servers = new ServerPark(book, options.Clock, Availability, Power);
        Power.Tell(Servers);
        Devices = new SharedDevices(book, Chance);
        Archive = new ArchiveControl(book);
        Clients = new ClientMounts(book);
        Proc = new ProcFiles(this);
        Figures = new LoadFigures(Chance, options.Clock);
    }

    /// <summary>Its time.</summary>
    public TimeProvider Clock { get; }

    /// <summary>The servers: start, stop, add, remove.</summary>
    public ServerPark Servers { get; }

    /// <summary>The power units.</summary>
    public PowerControl Power { get; }

    /// <summary>The high-availability clusters.</summary>
    public HaClusters Availability { get; }

    /// <summary>The shared disks with what is on them.</summary>
    public SharedDevices Devices { get; }

    /// <summary>Coordinators and copytools.</summary>
    public ArchiveControl Archive { get; }

    /// <summary>The clients of file systems.</summary>
    public ClientMounts Clients { get; }

    /// <summary>What servers and clients read below <c>/proc/fs/lustre</c>.</summary>
    public ProcFiles Proc { get; }

    /// <summary>Load figures of servers and targets.</summary>
    public LoadFigures Figures { get; }

    /// <summary>Log lines that servers send.</summary>
    public LogLines Logs { get; } = new();

    /// <summary>What it was set up with.</summary>
    public StorageSetup Setup => Book.Read(tables => tables.Setup);

    internal StorageBook Book { get; }

    internal StableChance Chance { get; }

    /// <summary>Sets up a new cluster.</summary>
    /// <param name="setup">How large it is.</param>
    /// <param name="options">Where it lives; null for memory.</param>
    /// <param name="cancellationToken">Ends the set-up; nothing or all of it is in the folder then.</param>
    /// <exception cref="StorageException">The numbers are impossible, or the folder holds a cluster already or anything else, which stays as it is.</exception>
    /// <exception cref="StateException">The folder cannot be used.</exception>
    public static async Task<StorageCluster> CreateAsync(StorageSetup setup, StorageClusterOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(setup);
        StorageLayout layout = setup.Layout();
        return await MakeAsync(options, sharesOutlets: setup.Rules == RuleSet.Compat, cluster => FirstChange.Of(layout, cluster.Clock.GetUtcNow(), cluster.Chance), cancellationToken);
    }

    /// <summary>Makes a cluster of the files of a reference simulator, or of <see cref="DescribeFiles"/>: servers, disks, targets and where they run, power, controllers.
    /// Clients, archive work and keys are not taken along; a server whose folder of keys has a file counts as registered.</summary>
    /// <param name="files">Contents by name; see <see cref="ReferenceFolder.Read"/>.</param>
    /// <param name="rules">The rules from now on; default strict.</param>
    /// <param name="options">Where it lives from now on; null for memory.</param>
    /// <param name="cancellationToken">Ends the import; nothing or all of it is in the folder then.</param>
    /// <exception cref="StorageException">The files are not whole, contradict each other or say what cannot be here, with every problem and its file; or the folder holds a cluster already.</exception>
    /// <exception cref="StateException">The folder cannot be used.</exception>
    public static async Task<StorageCluster> ImportAsync(ValueMap<string> files, RuleSet rules = RuleSet.Strict, StorageClusterOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        StorageChange read = new LayoutImport(files, rules).Read((options ?? new StorageClusterOptions()).Clock.GetUtcNow());
        return await MakeAsync(options, sharesOutlets: false, _ => read, cancellationToken);
    }

    /// <summary>Opens the cluster of a folder.</summary>
    /// <param name="options">Where it lives.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <exception cref="StorageException">The folder holds no storage cluster, or one of a version that is not known; it stays as it is.</exception>
    /// <exception cref="StateException">The folder is held by another, or damaged.</exception>
    public static async Task<StorageCluster> OpenAsync(StorageClusterOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(options.Folder);
        StorageBook book = await StorageBook.OpenAsync(options, mayBegin: false, cancellationToken);
        try
        {
            StorageCluster cluster = !book.IsEmpty
                ? new(book, options, sharesOutlets: false)
                : throw new StorageException(ProblemCode.NoCluster, options.Folder, "holds no storage cluster", "set one up there first");
            await cluster.Servers.ResumeAsync(cancellationToken);
            return cluster;
        }
        catch
        {
            await book.DisposeAsync();
            throw;
        }
    }

    /// <summary>Changes what packages are offered; all agents that run start again, and report it.</summary>
    /// <param name="forWorkers">To workers, or to servers.</param>
    /// <param name="versions">New versions by package; others stay.</param>
    /// <param name="cancellationToken">Ends the waiting for the disk.</param>
    public async Task OfferAsync(bool forWorkers, ValueMap<PackageVersion> versions, CancellationToken cancellationToken = default)
    {
        await Book.ChangeAsync(
            tables =>
            {
                PackageOffer offer = forWorkers ? tables.WorkerPackages : tables.ServerPackages;
                return new StorageChange { Packages = [offer with { Versions = offer.Versions.Concat(versions).ToValueMap() }] };
            },
            cancellationToken);
        Servers.RestartAgents();
    }

    /// <summary>The targets that run on a server.</summary>
    /// <param name="server">The server.</param>
    public IEnumerable<Target> TargetsRunningOn(Server server)
    {
        ArgumentNullException.ThrowIfNull(server);
        HashSet<string> here = [.. Availability.Of(server.Cluster).Targets.Values.Where(target => target.Place == server.Name.Node).Select(target => target.Uuid)];
        return Devices.SeenBy(server.Name.Fqdn).Select(volume => volume.Target).OfType<Target>().Where(target => here.Contains(target.Uuid));
    }

    /// <summary>The packages that are offered to a server.</summary>
    /// <param name="server">The server.</param>
    public PackageOffer OfferTo(Server server) => Book.Read(tables => tables.OfferTo(server));

    /// <summary>The cluster as the files of the reference simulator: indented JSON by file name.</summary>
    public ValueMap<string> DescribeFiles() => Book.Read(tables => LayoutFiles.Of(tables).Select(file => KeyValuePair.Create(file.Key, LayoutFiles.Text(file.Value))).ToValueMap());

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Book.DisposeAsync();

    private static async Task<StorageCluster> MakeAsync(StorageClusterOptions? options, bool sharesOutlets, Func<StorageCluster, StorageChange> first, CancellationToken cancellationToken)
    {
        StorageClusterOptions where = options ?? new StorageClusterOptions();
        StorageBook book = await StorageBook.OpenAsync(where, mayBegin: true, cancellationToken);
        try
        {
            StorageCluster cluster = book.IsEmpty
                ? new(book, where, sharesOutlets)
                : throw new StorageException(ProblemCode.ClusterExists, where.Folder!, "holds a storage cluster already", "open it, or name another folder");
            await book.ChangeAsync(_ => first(cluster), cancellationToken);
            return cluster;
        }
        catch
        {
            await book.DisposeAsync();
            throw;
        }
    }
}
