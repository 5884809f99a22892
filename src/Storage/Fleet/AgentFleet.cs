using System.Diagnostics.CodeAnalysis;
using Scalewright.Storage.Actions;
using Scalewright.Storage.Agents;
using Scalewright.Storage.Plugins;
using Scalewright.Storage.Servers;
using Scalewright.Storage.Wire;

namespace Scalewright.Storage.Fleet;

/// <summary>The agents of all servers of a simulated cluster: registers servers, and has an agent run wherever the model says that one does.</summary>
public sealed class AgentFleet
{
    private const string Version = "3.0.1";
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly StorageCluster _cluster;
    private readonly Func<string, IManagerLine> _lineOf;
    private readonly TimeSpan _pollPeriod;
    private readonly Dictionary<string, (CancellationTokenSource Stop, Task Running)> _agents = new(StringComparer.Ordinal);

    /// <summary>Makes the fleet of a cluster.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="lineOf">The way of a server, by its full name, to the manager.</param>
    /// <param name="pollPeriod">Time between two updates of a plug-in; null: 10 seconds.</param>
    public AgentFleet(StorageCluster cluster, Func<string, IManagerLine> lineOf, TimeSpan? pollPeriod = null)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(lineOf);
        (_cluster, _lineOf, _pollPeriod) = (cluster, lineOf, pollPeriod ?? TimeSpan.FromSeconds(10));
    }

    /// <summary>How many agents run.</summary>
    public int RunningCount => _agents.Count;

    /// <summary>Registers a server at the manager.</summary>
    /// <param name="fqdn">The server.</param>
    /// <param name="secret">The secret of a registration token.</param>
    /// <param name="identity">Its key.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="StorageException">The manager refuses, or does not answer.</exception>
    public async Task<RegistrationReply> RegisterAsync(string fqdn, string secret, ServerIdentity identity, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(identity);
        Server server = _cluster.Servers.Of(fqdn);
        RegistrationReply reply = await _lineOf(fqdn).RegisterAsync(secret, identity.Introduce(server.Name.Node, Version), cancellationToken);
        await _cluster.Servers.RegisterAsync(fqdn, cancellationToken: cancellationToken);
        return reply;
    }

    /// <summary>Runs agents until it is cancelled. The first start of many is spread over a poll period.</summary>
    /// <param name="cancellationToken">Ends all agents.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                await FollowAsync(cancellationToken);
                await Task.Delay(Look, _cluster.Clock, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // All agents end with it.
        }

        await Task.WhenAll(_agents.Values.Select(agent => agent.Running));
        foreach ((CancellationTokenSource stop, _) in _agents.Values)
        {
            stop.Dispose();
        }

        _agents.Clear();
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        Server[] starting = [.. _cluster.Servers.All.Where(server => _cluster.Servers.RunsAgent(server.Name.Fqdn) && !_agents.ContainsKey(server.Name.Fqdn))];
        TimeSpan pause = starting.Length > 1 ? _pollPeriod / starting.Length : TimeSpan.Zero;
        foreach (Server server in starting)
        {
            Start(server, cancellationToken);
            await Task.Delay(pause, _cluster.Clock, cancellationToken);
        }

        foreach (string fqdn in _agents.Keys.Where(fqdn => !_cluster.Servers.RunsAgent(fqdn)).ToList())
        {
            await StopAsync(fqdn);
        }
    }

    private void Start(Server server, CancellationToken cancellationToken)
    {
        string fqdn = server.Name.Fqdn;
        ServerReports reports = new(_cluster, fqdn);
        AgentOptions options = new() { Fqdn = fqdn, Clock = _cluster.Clock, BootTime = server.BootedAt, PollPeriod = _pollPeriod };
        IServerPlugin[] plugins = [.. ServerReports.Names.Select(name => new ReportPlugin(reports, name))];
        StorageAgent agent = new(options, _lineOf(fqdn), plugins, new ModelActions(new ServerActions(_cluster, fqdn), cancellationToken));
        CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _agents.Add(fqdn, (stop, agent.RunAsync(stop.Token)));
    }

    [SuppressMessage("Performance", "CA1849", Justification = "CancelAsync leaves the simulation's loop.")]
    private async Task StopAsync(string fqdn)
    {
        _agents.Remove(fqdn, out (CancellationTokenSource Stop, Task Running) agent);
        using CancellationTokenSource stop = agent.Stop;
        stop.Cancel();
        await agent.Running;
    }
}
