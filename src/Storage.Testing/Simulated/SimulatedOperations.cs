using Scalewright.Providers;
using Scalewright.Storage.Agents;
using Scalewright.Storage.Fleet;
using Scalewright.Storage.Managing;
using Scalewright.Storage.Packages;
using Scalewright.Storage.Servers;

namespace Scalewright.Storage.Testing.Simulated;

/// <summary>Operates servers that one simulated cluster plays.</summary>
internal sealed partial class SimulatedOperations : IStorageOperations, IDisposable
{
    private static readonly Uri Address = new("http://localhost:8000/");

    private readonly StorageCluster _cluster;
    private readonly HttpLine _way;
    private readonly FaultyLine _line;
    private readonly AgentFleet _fleet;
    private readonly HostFiles _files = new();

    public SimulatedOperations(StorageSite site, StorageCluster cluster, ManagerHandler handler)
    {
        (Site, _cluster) = (site, cluster);
        Manager = new ManagerClient(Address, handler, cluster.Clock);
        _way = new HttpLine(Address, handler, cluster.Clock);
        _line = new FaultyLine(_way, [], new Random((int)site.Seed), cluster.Clock);
        _fleet = new AgentFleet(cluster, _ => _line);
    }

    public StorageSite Site { get; }

    public TimeProvider Clock => _cluster.Clock;

    public ManagerClient Manager { get; }

    /// <summary>Runs the agents of servers that are up.</summary>
    public Task RunAgentsAsync(CancellationToken cancellationToken) => _fleet.RunAsync(cancellationToken);

    public void Dispose()
    {
        _way.Dispose();
        Manager.Dispose();
    }

    public async Task RegisterAsync(string server, string secret, CancellationToken cancellationToken = default)
    {
        using ServerIdentity identity = ServerIdentity.Create(_cluster.Servers.Of(server).Name.Fqdn);
        await _fleet.RegisterAsync(server, secret, identity, cancellationToken);
        await _cluster.Servers.StartAsync(server, LifePace.AtOnce, cancellationToken);
    }

    public async Task StartAsync(string server, CancellationToken cancellationToken = default)
    {
        if (!await _cluster.Servers.StartAsync(server, LifePace.Simulated, cancellationToken))
        {
            throw Refused(ProblemCode.Conflict, server, "has no power or is not registered", "switch an outlet on, and register it");
        }
    }

    public Task StopAsync(string server, CancellationToken cancellationToken = default) => _cluster.Servers.ShutdownAsync(server, LifePace.Simulated, cancellationToken);

    public Task RebootAsync(string server, CancellationToken cancellationToken = default) => _cluster.Servers.RebootAsync(server, LifePace.Simulated, cancellationToken);

    public Task<bool> IsUpAsync(string server, CancellationToken cancellationToken = default) => Task.FromResult(IsUp(_cluster.Servers.Of(server)));

    public Task SwitchAsync(SiteOutlet outlet, bool isOn, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(outlet);
        return _cluster.Power.SwitchAsync(outlet.Unit, outlet.Number, isOn, LifePace.Simulated, cancellationToken);
    }

    public Task CutOffAsync(string server, bool isCut, CancellationToken cancellationToken = default)
    {
        string fqdn = _cluster.Servers.Of(server).Name.Fqdn;
        ValueList<LineRule> others = _line.Rules.Where(rule => rule.Fqdn != fqdn).ToValueList();
        _line.Rules = isCut ? others.Add(new LineRule(LineFault.Refuse) { Fqdn = fqdn }) : others;
        return Task.CompletedTask;
    }

    public Task LogAsync(string server, string line, CancellationToken cancellationToken = default)
    {
        _cluster.Logs.Inject(UpOf(server), line, Clock.GetUtcNow());
        return Task.CompletedTask;
    }

    public Task<ValueMap<string>> PackagesOfAsync(string server, CancellationToken cancellationToken = default) =>
        Task.FromResult(_cluster.Servers.Of(server).Packages.Select(package => KeyValuePair.Create(package.Key, package.Value.Version)).ToValueMap());

    public Task OfferAsync(string package, string version, bool forWorkers = false, CancellationToken cancellationToken = default) => _cluster.OfferAsync(
        forWorkers,
        new[] { KeyValuePair.Create(package, new PackageVersion(0, version, "1", "x86_64")) }.ToValueMap(),
        cancellationToken);

    private string UpOf(string server)
    {
        Server known = _cluster.Servers.Of(server);
        return IsUp(known) ? known.Name.Fqdn : throw Refused(ProblemCode.ConnectionLost, server, "is off", "start it first");
    }

    private bool IsUp(Server server) => _cluster.Servers.RunsAgent(server.Name.Fqdn) && server is { IsShuttingDown: false, IsStartingUp: false };

    private static ProviderException Refused(ProblemCode code, string subject, string found, string advice) =>
        new(SiteCheck.Word, [new Problem(code, found, advice) { Field = subject }]);
}
