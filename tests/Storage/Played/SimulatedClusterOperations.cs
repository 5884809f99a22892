using Scalewright.Storage.Packages;

namespace Storage.Operations.Tests;

/// <summary>
/// One cluster simulates disks, power and high availability of the servers. Derived classes run their agents.
/// </summary>
internal abstract partial class SimulatedClusterOperations(
    StorageSite site,
    StorageCluster cluster,
    StorageManagerClient manager,
    IHostFiles files
) : IStorageOperations
{
    public StorageSite Site { get; } = site;

    public TimeProvider Clock => cluster.Clock;

    public StorageManagerClient Manager { get; } = manager;

    public abstract TimeSpan TimeTolerance { get; }

    protected StorageCluster Cluster => cluster;

    protected abstract AgentFleet Fleet { get; }

    public async Task RegisterAsync(string server, string secret, CancellationToken cancellationToken = default)
    {
        using ServerIdentity identity = ServerIdentity.Create(NameOf(server));
        await Fleet.RegisterAsync(server, secret, identity, cancellationToken);
        await cluster.Servers.StartAsync(server, LifecycleTiming.Immediate, cancellationToken);
        await SettleAsync(server, cancellationToken);
    }

    public async Task StartAsync(string server, CancellationToken cancellationToken = default)
    {
        if (!await cluster.Servers.StartAsync(server, LifecycleTiming.Simulated, cancellationToken))
        {
            throw Refused(
                ProblemCode.ConflictingFields,
                server,
                "has no power or is not registered",
                "switch an outlet on, and register it"
            );
        }

        await SettleAsync(server, cancellationToken);
    }

    public async Task StopAsync(string server, CancellationToken cancellationToken = default)
    {
        await cluster.Servers.ShutdownAsync(server, LifecycleTiming.Simulated, cancellationToken);
        await SettleAsync(server, cancellationToken);
    }

    public async Task RebootAsync(string server, CancellationToken cancellationToken = default)
    {
        await cluster.Servers.RebootAsync(server, LifecycleTiming.Simulated, cancellationToken);
        await SettleAsync(server, cancellationToken);
    }

    public Task<bool> IsUpAsync(string server, CancellationToken cancellationToken = default) =>
        Task.FromResult(IsUp(cluster.Servers.Get(server)));

    public async Task SwitchOutletAsync(SiteOutlet outlet, bool isOn, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(outlet);
        await cluster.Power.SwitchAsync(outlet.Unit, outlet.Number, isOn, LifecycleTiming.Simulated, cancellationToken);
        foreach (StorageServer server in cluster.Servers.All.Where(server => server.Outlet == outlet.Number))
        {
            await SettleAsync(server.Name.Fqdn, cancellationToken);
        }
    }

    public abstract Task IsolateFromManagerAsync(string server, bool isCut, CancellationToken cancellationToken = default);

    public Task WriteLogAsync(string server, string line, CancellationToken cancellationToken = default) =>
        AppendLogAsync(UpOf(server), line, cancellationToken);

    public Task<ValueMap<string>> GetPackagesAsync(string server, CancellationToken cancellationToken = default) =>
        Task.FromResult(
            cluster.Servers.Get(server).Packages.Select(package => KeyValuePair.Create(package.Key, package.Value.Version)).ToValueMap()
        );

    public Task PublishPackageAsync(
        string package,
        string version,
        bool forWorkers = false,
        CancellationToken cancellationToken = default
    ) =>
        cluster.PublishPackagesAsync(
            forWorkers,
            new[] { KeyValuePair.Create(package, new PackageVersion(0, version, "1", "x86_64")) }.ToValueMap(),
            cancellationToken
        );

    protected string NameOf(string server) => cluster.Servers.Get(server).Name.Fqdn;

    protected abstract bool IsPlayed(string server);

    /// <summary>Waits until the program of a server runs if the server is up, or has ended if it is off.</summary>
    protected abstract Task SettleAsync(string server, CancellationToken cancellationToken);

    protected abstract Task AppendLogAsync(string server, string line, CancellationToken cancellationToken);

    protected static ProviderException Refused(ProblemCode code, string subject, string found, string advice) =>
        new(SiteCheck.Word, [new Problem(code, found, advice) { Field = subject }]);

    private string UpOf(string server)
    {
        StorageServer known = cluster.Servers.Get(server);
        return IsUp(known) ? known.Name.Fqdn : throw Refused(ProblemCode.ConnectionLost, server, "is off", "start it first");
    }

    private bool IsUp(StorageServer server) =>
        IsPlayed(server.Name.Fqdn)
        && cluster.Servers.IsAgentRunning(server.Name.Fqdn)
        && server is { IsShuttingDown: false, IsStartingUp: false };
}

/// <summary>Files survive reboots.</summary>
internal interface IHostFiles
{
    Task<string> ReadAsync(string host, string path, CancellationToken cancellationToken);

    Task WriteAsync(string host, string path, string text, CancellationToken cancellationToken);

    Task RenameAsync(string host, string path, string newPath, CancellationToken cancellationToken);

    Task DeleteAsync(string host, string path, CancellationToken cancellationToken);

    Task<ValueList<string>> ListAsync(string host, string folder, CancellationToken cancellationToken);
}
