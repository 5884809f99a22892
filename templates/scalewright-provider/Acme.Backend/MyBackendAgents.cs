using System.Collections.Concurrent;
using Scalewright.Agents;
using Scalewright.Agents.Processes;
using Scalewright.Journals;

namespace AcmeSpace;

/// <summary>
/// Agents of the nodes. In this template they run in this process and start programs on this machine. In a real backend
/// an agent runs on its node, and you only need a stream to it: <c>AgentConnection.OpenAsync(stream, options)</c>.
/// </summary>
internal sealed class MyBackendAgents(TimeProvider clock, Random random) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, AgentHost> _agents = new(StringComparer.Ordinal);

    public async Task<INodeConnection> ConnectAsync(StoredNode node, CancellationToken cancellationToken)
    {
        AgentHost agent = _agents.GetOrAdd(node.Id, id => new AgentHost(
            new AgentHostOptions { Node = node.Tag.Name, BootId = id, Clock = clock },
            new LocalProcesses(new LocalProcessesOptions { Clock = clock }),
            new LocalFiles()));
        (DuplexStream client, DuplexStream server) = DuplexStream.CreatePair();
        _ = agent.ServeAsync(server, CancellationToken.None);
        AgentConnectionOptions options = new()
        {
            Node = node.Tag.Name,
            SessionId = Lineage.CreateRandom(random).ToString(),
            Epoch = node.Tag.Epoch,
            Clock = clock,
        };
        return await AgentConnection.OpenAsync(client, options, cancellationToken);
    }

    /// <summary>Stops the agent of a removed node, and the commands that it runs.</summary>
    public ValueTask StopAsync(string id) =>
        _agents.TryRemove(id, out AgentHost? agent) ? agent.DisposeAsync() : ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (string id in _agents.Keys)
        {
            await StopAsync(id);
        }
    }
}
