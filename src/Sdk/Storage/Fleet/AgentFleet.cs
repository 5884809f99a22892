using System.Text.Json.Nodes;
using Scalewright.Storage.Actions;
using Scalewright.Storage.Agents;
using Scalewright.Storage.Plugins;
using Scalewright.Storage.Servers;
using Scalewright.Storage.Wire;

namespace Scalewright.Storage.Fleet;

/// <summary>The agents of all servers of a simulated cluster: registers servers, and has an agent run wherever the model says that one does.</summary>
public sealed class AgentFleet
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PollPeriod = TimeSpan.FromSeconds(10);

    private readonly StorageCluster _cluster;
    private readonly IAgentPlayer _player;
    private readonly TimeSpan _pollPeriod;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, PlayedRun> _agents = new(StringComparer.Ordinal);

    /// <summary>Makes the fleet of a cluster, whose agents run in this process.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="lineOf">The way of a server, by its full name, to the manager.</param>
    /// <param name="pollPeriod">Time between two updates of a plug-in; null: 10 seconds.</param>
    public AgentFleet(StorageCluster cluster, Func<string, IManagerLine> lineOf, TimeSpan? pollPeriod = null)
        : this(cluster, Own(cluster, lineOf, pollPeriod ?? PollPeriod), pollPeriod ?? PollPeriod)
    {
    }

    /// <summary>Makes the fleet of a cluster, whose agents somebody else plays.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="player">Plays them.</param>
    public AgentFleet(StorageCluster cluster, IAgentPlayer player)
        : this(cluster, player, PollPeriod)
    {
    }

    private AgentFleet(StorageCluster cluster, IAgentPlayer player, TimeSpan pollPeriod)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(player);
        (_cluster, _player, _pollPeriod) = (cluster, player, pollPeriod);
        cluster.Servers.Forgotten = fqdn => Forgotten?.Invoke(fqdn);
    }

    /// <summary>Told the full name of each server that no manager knows any more, or that is gone: its key is of no use. Called when that
    /// is on disk; registering the server again waits until the call has returned.</summary>
    public Action<string>? Forgotten { get; init; }

    /// <summary>How many agents run.</summary>
    public int RunningCount
    {
        get
        {
            lock (_gate)
            {
                return _agents.Count(agent => !agent.Value.Run.Ended.IsCancellationRequested);
            }
        }
    }

    /// <summary>Registers a server at the manager.</summary>
    /// <param name="fqdn">The server.</param>
    /// <param name="secret">The secret of a registration token.</param>
    /// <param name="identity">Its key.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="Providers.ProviderException">The manager refuses, or does not answer.</exception>
    public async Task<RegistrationReply> RegisterAsync(string fqdn, string secret, ServerIdentity identity, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(identity);
        Server server = _cluster.Servers.Of(fqdn);

        // An agent of before that is still on its way out would speak with the name that is known again.
        await EndedAsync(fqdn);
        await _cluster.Servers.WaitUntilForgottenAsync(fqdn, cancellationToken);
        RegistrationReply reply = await _player.RegisterAsync(server, secret, identity, cancellationToken);
        await _cluster.Servers.RegisterAsync(fqdn, cancellationToken: cancellationToken);
        return reply;
    }

    /// <summary>Runs agents until it is cancelled. The starts of many are spread over a poll period.</summary>
    /// <param name="cancellationToken">Ends all agents.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                Follow(cancellationToken);
                await Task.Delay(Look, _cluster.Clock, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // All agents end with it.
        }

        Task[] left;
        lock (_gate)
        {
            left = [.. _agents.Values.Select(agent => agent.Running)];
            _agents.Clear();
        }

        await Task.WhenAll(left);
    }

    // A run ends by itself; here its place is given to the next, and those that ended are forgotten.
    private void Follow(CancellationToken cancellationToken)
    {
        List<(string Fqdn, AgentRun Run, Task Before)> starting = [];
        foreach (Server server in _cluster.Servers.All)
        {
            string fqdn = server.Name.Fqdn;
            PlayedRun? played = PlayedOf(fqdn);
            if (_cluster.Servers.RunOf(fqdn) is { } run && !ReferenceEquals(run, played?.Run))
            {
                starting.Add((fqdn, run, played?.Running ?? Task.CompletedTask));
            }
        }

        TimeSpan pause = starting.Count > 1 ? _pollPeriod / starting.Count : TimeSpan.Zero;
        for (int index = 0; index < starting.Count; index++)
        {
            (string fqdn, AgentRun run, Task before) = starting[index];
            PlayedRun played = new(run, PlayAsync(fqdn, run, before, pause * index, cancellationToken));
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
                await _player.PlayAsync(_cluster.Servers.Of(fqdn), cancellationToken, stop.Token);
            }
        }
        catch (StorageException exception) when (exception.Code == ProblemCode.UnknownReference)
        {
            // The server is gone before its agent began.
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // It ends before its agent began.
        }
    }

    private static AgentPlayer Own(StorageCluster cluster, Func<string, IManagerLine> lineOf, TimeSpan pollPeriod)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(lineOf);
        return new AgentPlayer(cluster, lineOf, pollPeriod);
    }

    private PlayedRun? PlayedOf(string fqdn)
    {
        lock (_gate)
        {
            return _agents.GetValueOrDefault(fqdn);
        }
    }

    private Task EndedAsync(string fqdn) =>
        PlayedOf(fqdn) is { } played && played.Run.Ended.IsCancellationRequested ? played.Running : Task.CompletedTask;

    private sealed record PlayedRun(AgentRun Run, Task Running);
}

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

/// <summary>Gives an agent what one plug-in of a simulated server sees.</summary>
internal sealed class ReportPlugin(ServerReports reports, string name) : IServerPlugin
{
    public string Name => name;

    public IReadOnlyList<ReadOnlyMemory<byte>> PollFull() => [Bytes(reports.Full(name))];

    public IReadOnlyList<ReadOnlyMemory<byte>> PollUpdate() => [.. reports.Update(name).Select(Bytes)];

    private static ReadOnlyMemory<byte> Bytes(JsonObject body) => System.Text.Encoding.UTF8.GetBytes(body.ToJsonString());
}

/// <summary>Lets an agent change the model of its server. What follows an answer goes on without the agent.</summary>
internal sealed class ModelActions(ServerActions actions, CancellationToken cancellationToken) : IServerActions
{
    private readonly CancellationToken _ends = cancellationToken;

    public async Task<ActionResult> RunAsync(string action, JsonElement arguments, CancellationToken cancellationToken)
    {
        if (!actions.Knows(action))
        {
            throw ActionFailedException.Unknown(action);
        }

        try
        {
            ActionEffect effect = await actions.RunAsync(action, arguments, cancellationToken);
            return new ActionResult(effect.Json) { Answered = effect.Afterwards is { } afterwards ? () => _ = FollowAsync(afterwards) : null };
        }
        catch (StorageException exception)
        {
            throw new ActionFailedException($"RuntimeError: {exception.Problems[0]}");
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
            // The server is gone or the simulation ends; nobody waits for it.
        }
    }
}
