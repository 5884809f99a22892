using Scalewright.Storage.Actions;
using Scalewright.Storage.Agents;
using Scalewright.Storage.Plugins;
using Scalewright.Storage.Servers;
using Scalewright.Storage.Wire;

namespace Scalewright.Storage.Fleet;

/// <summary>Plays agents in this process; thousands share it.</summary>
internal sealed class AgentPlayer(StorageCluster cluster, Func<string, IManagerLine> lineOf, TimeSpan pollPeriod) : IAgentPlayer
{
    private const string Version = "3.0.1";

    public Task<RegistrationReply> RegisterAsync(Server server, string secret, ServerIdentity identity, CancellationToken cancellationToken) =>
        lineOf(server.Name.Fqdn).RegisterAsync(secret, identity.Introduce(server.Name.Node, Version), cancellationToken);

    public async Task PlayAsync(Server server, CancellationToken fleet, CancellationToken cancellationToken)
    {
        string fqdn = server.Name.Fqdn;
        ServerReports reports = new(cluster, fqdn);
        AgentOptions options = new() { Fqdn = fqdn, Clock = cluster.Clock, BootTime = server.BootedAt, PollPeriod = pollPeriod };
        IServerPlugin[] plugins = [.. ServerReports.Names.Select(name => new ReportPlugin(reports, name))];
        StorageAgent agent = new(options, lineOf(fqdn), plugins, new ModelActions(new ServerActions(cluster, fqdn), fleet));
        await agent.RunAsync(cancellationToken);
    }
}
