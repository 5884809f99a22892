using Scalewright.Agents;
using Scalewright.Agents.Processes;
using Scalewright.Agents.Services;
using Scalewright.Journals;
using Scalewright.Providers;

namespace AcmeSpace;

/// <summary>
/// Connection to the agent of a node over a stream. In this template the agent runs in this process and starts programs
/// on this machine. In a real backend the agent runs on the node, and you only need a stream to it:
/// <c>AgentConnection.OpenAsync(stream, options)</c>.
/// </summary>
internal sealed class MyBackendConnection : INodeConnection, IServiceCaller
{
    private readonly AgentHost _agent;
    private readonly AgentConnection _connection;

    private MyBackendConnection(AgentHost agent, AgentConnection connection) =>
        (_agent, _connection) = (agent, connection);

    public string Node => _connection.Node;

    public string BootId => _connection.BootId;

    public static async Task<INodeConnection> OpenAsync(
        string id,
        StoredResourceTag tag,
        MyBackendOptions options,
        CancellationToken nodeDeleted,
        CancellationToken cancellationToken)
    {
        AgentHost agent = new(
            new AgentHostOptions { Node = tag.Name, BootId = id, Clock = options.Clock },
            new LocalProcesses(new LocalProcessesOptions { Clock = options.Clock }),
            new LocalFiles());
        (Stream clientStream, Stream agentStream) = StreamPair.Create();
        // When the node is deleted, its agent stops and cancels all running commands.
        _ = agent.ServeAsync(agentStream, nodeDeleted);
        try
        {
            AgentConnectionOptions connectionOptions = new()
            {
                Node = tag.Name,
                SessionId = Lineage.CreateRandom(options.Random).ToString(),
                Epoch = tag.Epoch,
                Clock = options.Clock,
            };
            return new MyBackendConnection(
                agent, await AgentConnection.OpenAsync(clientStream, connectionOptions, cancellationToken));
        }
        catch
        {
            await agent.DisposeAsync();
            throw;
        }
    }

    public Task<CommandResult> RunAsync(CommandRequest request, CancellationToken cancellationToken = default) =>
        _connection.RunAsync(request, cancellationToken);

    public Task PutFileAsync(string path, Stream content, CancellationToken cancellationToken = default) =>
        _connection.PutFileAsync(path, content, cancellationToken);

    public Task<long> GetFileAsync(string path, Stream destination, CancellationToken cancellationToken = default) =>
        _connection.GetFileAsync(path, destination, cancellationToken);

    public Task<TimeSpan> PingAsync(CancellationToken cancellationToken = default) =>
        _connection.PingAsync(cancellationToken);

    public Task<ReadOnlyMemory<byte>> CallAsync(
        ServiceRequest request, CancellationToken cancellationToken = default) =>
        _connection.CallAsync(request, cancellationToken);

    public IAsyncEnumerable<ReadOnlyMemory<byte>> StreamAsync(
        ServiceRequest request, CancellationToken cancellationToken = default) =>
        _connection.StreamAsync(request, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _agent.DisposeAsync();
    }
}
