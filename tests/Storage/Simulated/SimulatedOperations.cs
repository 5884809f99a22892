using System.Diagnostics.CodeAnalysis;
using Scalewright;
using Scalewright.Storage;
using Scalewright.Storage.Agents;
using Scalewright.Storage.Fleet;
using Scalewright.Storage.Managing;

namespace Storage.Operations.Tests;

/// <summary>Operates servers whose agents run in this process.</summary>
internal sealed class SimulatedOperations : PlayedOperations, IDisposable
{
    private static readonly Uri Address = new("http://localhost:8000/");

    private readonly HttpLine _way;
    private readonly FaultyLine _line;

    [SuppressMessage("Reliability", "CA2000", Justification = "Disposed of with this object.")]
    public SimulatedOperations(StorageSite site, StorageCluster cluster, ManagerHandler handler, string password)
        : base(site, cluster, new ManagerClient(Address, handler, cluster.Clock) { SitePassword = password }, new HostFiles())
    {
        _way = new HttpLine(Address, handler, cluster.Clock);
        _line = new FaultyLine(_way, [], new Random((int)site.Seed), cluster.Clock);
        Fleet = new AgentFleet(cluster, _ => _line);
    }

    public override TimeSpan Slack => TimeSpan.Zero;

    protected override AgentFleet Fleet { get; }

    /// <summary>Runs the agents of servers that are up.</summary>
    public Task RunAgentsAsync(CancellationToken cancellationToken) => Fleet.RunAsync(cancellationToken);

    public void Dispose()
    {
        _way.Dispose();
        Manager.Dispose();
    }

    public override Task CutOffAsync(string server, bool isCut, CancellationToken cancellationToken = default)
    {
        string fqdn = NameOf(server);
        ValueList<LineRule> others = _line.Rules.Where(rule => rule.Fqdn != fqdn).ToValueList();
        _line.Rules = isCut ? others.Add(new LineRule(LineFault.Refuse) { Fqdn = fqdn }) : others;
        return Task.CompletedTask;
    }

    protected override bool IsPlayed(string server) => true;

    protected override Task SettleAsync(string server, CancellationToken cancellationToken) => Task.CompletedTask;

    protected override Task WriteLogAsync(string server, string line, CancellationToken cancellationToken)
    {
        Cluster.Logs.Inject(server, line, Clock.GetUtcNow());
        return Task.CompletedTask;
    }
}
