using System.Text.Json.Nodes;
using Scalewright.Storage.Actions;
using Scalewright.Storage.Agents;
using Scalewright.Storage.Plugins;
using Scalewright.Storage.Servers;
using Scalewright.Storage.Wire;

namespace Scalewright.Storage.Fleet;

/// <summary>Registers the servers of a simulated cluster, and runs an agent for each server whose agent runs in the
/// model.</summary>
public sealed class AgentFleet
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PollPeriod = TimeSpan.FromSeconds(10);

    private readonly StorageCluster _cluster;
    private readonly IAgentRunner _player;
    private readonly TimeSpan _pollPeriod;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, RunningAgent> _agents = new(StringComparer.Ordinal);

    /// <summary>Creates a fleet whose agents run in this process.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="lineOf">Returns the channel to the manager for a server's full name.</param>
    /// <param name="pollPeriod">Interval between updates of a plug-in. Null: 10 seconds.</param>
    public AgentFleet(StorageCluster cluster, Func<string, IManagerChannel> lineOf, TimeSpan? pollPeriod = null)
        : this(cluster, Own(cluster, lineOf, pollPeriod ?? PollPeriod), pollPeriod ?? PollPeriod) { }

    /// <summary>Creates a fleet whose agents are run by an external runner.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="player">Runs the agents.</param>
    public AgentFleet(StorageCluster cluster, IAgentRunner player)
        : this(cluster, player, PollPeriod) { }

    private AgentFleet(StorageCluster cluster, IAgentRunner player, TimeSpan pollPeriod)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(player);
        (_cluster, _player, _pollPeriod) = (cluster, player, pollPeriod);
        cluster.Servers.Forgotten = fqdn => OnDeregistered?.Invoke(fqdn);
    }

    /// <summary>Callback for the full name of each deregistered or removed server. Its key is no longer
    /// valid.</summary>
    /// <remarks>Called when the change is durable. Registering the server again waits until the callback
    /// returns.</remarks>
    public Action<string>? OnDeregistered { get; init; }

    /// <summary>Registers a server at the manager.</summary>
    /// <param name="fqdn">Full name of the server.</param>
    /// <param name="secret">Secret of a registration token.</param>
    /// <param name="identity">Key of the server.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="Providers.ProviderException">The manager rejects the request or does not respond.</exception>
    public async Task<RegistrationResponse> RegisterAsync(
        string fqdn,
        string secret,
        ServerIdentity identity,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(identity);
        StorageServer server = _cluster.Servers.Get(fqdn);

        // A previous agent that is still stopping would use the name that is registered again.
        await WaitForEndAsync(fqdn);
        await _cluster.Servers.WaitUntilForgottenAsync(fqdn, cancellationToken);
        RegistrationResponse reply = await _player.RegisterAsync(server, secret, identity, cancellationToken);
        await _cluster.Servers.RegisterAsync(fqdn, cancellationToken: cancellationToken);
        return reply;
    }

    /// <summary>Runs agents until it is canceled. The starts of many agents are spread over a poll interval.</summary>
    /// <param name="cancellationToken">Stops all agents.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                Follow(cancellationToken);
                await Task.Delay(CheckInterval, _cluster.Clock, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // All agents stop.
        }

        Task[] remaining;
        lock (_gate)
        {
            remaining = [.. _agents.Values.Select(agent => agent.Running)];
            _agents.Clear();
        }

        await Task.WhenAll(remaining);
    }

    // Starts agents of new runs, and removes agents that have ended.
    private void Follow(CancellationToken cancellationToken)
    {
        List<(string Fqdn, AgentRun Run, Task Before)> starting = [];
        foreach (StorageServer server in _cluster.Servers.All)
        {
            string fqdn = server.Name.Fqdn;
            RunningAgent? played = FindAgent(fqdn);
            if (_cluster.Servers.FindRun(fqdn) is { } run && !ReferenceEquals(run, played?.Run))
            {
                starting.Add((fqdn, run, played?.Running ?? Task.CompletedTask));
            }
        }

        TimeSpan pause = starting.Count > 1 ? _pollPeriod / starting.Count : TimeSpan.Zero;
        for (int index = 0; index < starting.Count; index++)
        {
            (string fqdn, AgentRun run, Task before) = starting[index];
            RunningAgent played = new(run, PlayAsync(fqdn, run, before, pause * index, cancellationToken));
            lock (_gate)
            {
                _agents[fqdn] = played;
            }
        }

        lock (_gate)
        {
            foreach (string fqdn in _agents.Where(agent => agent.Value.Running.IsCompleted).Select(agent => agent.Key).ToList())
            {
                _agents.Remove(fqdn);
            }
        }
    }

    private async Task PlayAsync(string fqdn, AgentRun run, Task before, TimeSpan pause, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, run.Ended);
        try
        {
            await before;
            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, _cluster.Clock, stop.Token);
            }

            if (!stop.IsCancellationRequested)
            {
                await _player.RunAsync(_cluster.Servers.Get(fqdn), cancellationToken, stop.Token);
            }
        }
        catch (StorageException exception) when (exception.Code == ProblemCode.UnknownReference)
        {
            // The server was removed before its agent started.
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The agent was stopped before it started.
        }
    }

    private static InProcessAgentRunner Own(StorageCluster cluster, Func<string, IManagerChannel> lineOf, TimeSpan pollPeriod)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(lineOf);
        return new InProcessAgentRunner(cluster, lineOf, pollPeriod);
    }

    private RunningAgent? FindAgent(string fqdn)
    {
        lock (_gate)
        {
            return _agents.GetValueOrDefault(fqdn);
        }
    }

    private Task WaitForEndAsync(string fqdn) =>
        FindAgent(fqdn) is { } played && played.Run.Ended.IsCancellationRequested ? played.Running : Task.CompletedTask;

    private sealed record RunningAgent(AgentRun Run, Task Running);
}

/// <summary>Runs agents in this process, which can run thousands of them.</summary>
internal sealed class InProcessAgentRunner(StorageCluster cluster, Func<string, IManagerChannel> lineOf, TimeSpan pollPeriod) : IAgentRunner
{
    private const string Version = "3.0.1";

    public Task<RegistrationResponse> RegisterAsync(
        StorageServer server,
        string secret,
        ServerIdentity identity,
        CancellationToken cancellationToken
    ) => lineOf(server.Name.Fqdn).RegisterAsync(secret, identity.CreateRegistration(server.Name.Node, Version), cancellationToken);

    public async Task RunAsync(StorageServer server, CancellationToken fleet, CancellationToken cancellationToken)
    {
        string fqdn = server.Name.Fqdn;
        ServerReports reports = new(cluster, fqdn);
        StorageAgentOptions options = new()
        {
            Fqdn = fqdn,
            Clock = cluster.Clock,
            BootTime = server.BootedAt,
            PollInterval = pollPeriod,
        };
        IServerPlugin[] plugins = [.. ServerReports.Names.Select(name => new ReportPlugin(reports, name))];
        StorageAgent agent = new(options, lineOf(fqdn), plugins, new ModelActions(new ServerActions(cluster, fqdn), fleet));
        await agent.RunAsync(cancellationToken);
    }
}

/// <summary>Supplies an agent with the reports of one plug-in of a simulated server.</summary>
internal sealed class ReportPlugin(ServerReports reports, string name) : IServerPlugin
{
    public string Name => name;

    public IReadOnlyList<ReadOnlyMemory<byte>> PollFull() => [Bytes(reports.GetFullReport(name))];

    public IReadOnlyList<ReadOnlyMemory<byte>> PollUpdate() => [.. reports.GetUpdate(name).Select(Bytes)];

    private static ReadOnlyMemory<byte> Bytes(JsonObject body) => Encoding.UTF8.GetBytes(body.ToJsonString());
}

/// <summary>Applies actions to the model of a server. Work after a response continues without the agent.</summary>
internal sealed class ModelActions(ServerActions actions, CancellationToken cancellationToken) : IServerActions
{
    private readonly CancellationToken _ends = cancellationToken;

    public async Task<AgentActionResult> RunAsync(string action, JsonElement arguments, CancellationToken cancellationToken)
    {
        if (!actions.IsSupported(action))
        {
            throw StorageActionException.Unknown(action);
        }

        try
        {
            ServerActionResult effect = await actions.RunAsync(action, arguments, cancellationToken);
            return new AgentActionResult(effect.Json)
            {
                OnResponseSent = effect.Afterwards is { } afterwards ? () => _ = FollowAsync(afterwards) : null,
            };
        }
        catch (StorageException exception)
        {
            throw new StorageActionException($"RuntimeError: {exception.Problems[0]}");
        }
    }

    private async Task FollowAsync(Func<CancellationToken, Task> afterwards)
    {
        try
        {
            await afterwards(_ends);
        }
        catch (Exception exception) when (exception is StorageException or OperationCanceledException)
        {
            // The server was removed or the simulation stops; no caller waits.
        }
    }
}
