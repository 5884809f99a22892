using Scalewright.Agents;
using Scalewright.Agents.Processes;
using Scalewright.Agents.Services;
using Scalewright.Journals;
using Scalewright.Providers;

namespace AcmeSpace;

/// <summary>
/// A way into a node: an agent, and a connection to it over a stream. The agent is in this process here, and its programs are this machine's. In
/// a real place it runs on the node, and all you need is a stream to it: <c>AgentConnection.OpenAsync(stream, options)</c>.
/// </summary>
internal sealed class MyPlaceConnection : INodeConnection, IServiceCaller
{
    private readonly AgentHost _agent;
    private readonly AgentConnection _connection;

    private MyPlaceConnection(AgentHost agent, AgentConnection connection) => (_agent, _connection) = (agent, connection);

    public string Node => _connection.Node;

    public string BootId => _connection.BootId;

    public static async Task<INodeConnection> OpenAsync(string id, ResourceMark mark, MyPlaceOptions options, CancellationToken gone, CancellationToken cancellationToken)
    {
        AgentHost agent = new(
            new AgentHostOptions { Node = mark.Name, Boot = id, Clock = options.Clock },
            new LocalPrograms(new LocalProgramsOptions { Clock = options.Clock }),
            new LocalFiles());
        (Stream ours, Stream theirs) = StreamPair.Create();
        // An agent ends with its node, and all commands under way with it.
        _ = agent.ServeAsync(theirs, gone);
        try
        {
            AgentConnectionOptions whom = new() { Node = mark.Name, Session = Lineage.Draw(options.Chance).ToString(), Epoch = mark.Epoch, Clock = options.Clock };
            return new MyPlaceConnection(agent, await AgentConnection.OpenAsync(ours, whom, cancellationToken));
        }
        catch
        {
            await agent.DisposeAsync();
            throw;
        }
    }

    public Task<CommandResult> RunAsync(CommandRequest request, CancellationToken cancellationToken = default) => _connection.RunAsync(request, cancellationToken);

    public Task PutFileAsync(string path, Stream content, CancellationToken cancellationToken = default) => _connection.PutFileAsync(path, content, cancellationToken);

    public Task<long> GetFileAsync(string path, Stream destination, CancellationToken cancellationToken = default) => _connection.GetFileAsync(path, destination, cancellationToken);

    public Task<TimeSpan> PingAsync(CancellationToken cancellationToken = default) => _connection.PingAsync(cancellationToken);

    public Task<ReadOnlyMemory<byte>> CallAsync(ServiceRequest request, CancellationToken cancellationToken = default) => _connection.CallAsync(request, cancellationToken);

    public IAsyncEnumerable<ReadOnlyMemory<byte>> StreamAsync(ServiceRequest request, CancellationToken cancellationToken = default) =>
        _connection.StreamAsync(request, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _agent.DisposeAsync();
    }
}
