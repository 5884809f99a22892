using Scalewright.Agents.BuiltIn;
using Scalewright.Agents.Services;

namespace Scalewright.Agents;

/// <summary>Connection to a node through an agent in this process. The agent ends with the connection.</summary>
public class AgentHostConnection : INodeConnection, IServiceCaller, IHostFactsSource
{
    private readonly AgentHost _agent;
    private readonly AgentConnection _connection;

    private protected AgentHostConnection(AgentHost agent, AgentConnection connection) => (_agent, _connection) = (agent, connection);

    /// <inheritdoc/>
    public string Node => _connection.Node;

    /// <inheritdoc/>
    public string BootId => _connection.BootId;

    /// <summary>Starts serving an agent, and connects to it.</summary>
    /// <param name="agent">The agent. The connection owns it, even if opening fails.</param>
    /// <param name="options">Expected node, timeouts and limits.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <exception cref="AgentException">The agent is that of a different node, or the timeout expired.</exception>
    public static async Task<AgentHostConnection> OpenAsync(
        AgentHost agent,
        AgentConnectionOptions options,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(options);
        return new AgentHostConnection(agent, await ConnectAsync(agent, options, static server => server, cancellationToken));
    }

    /// <inheritdoc/>
    public virtual Task<CommandResult> RunAsync(CommandRequest request, CancellationToken cancellationToken = default) =>
        _connection.RunAsync(request, cancellationToken);

    /// <inheritdoc/>
    public Task PutFileAsync(string path, Stream content, CancellationToken cancellationToken = default) =>
        _connection.PutFileAsync(path, content, cancellationToken);

    /// <inheritdoc/>
    public Task<long> GetFileAsync(string path, Stream destination, CancellationToken cancellationToken = default) =>
        _connection.GetFileAsync(path, destination, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<TimeSpan> PingAsync(CancellationToken cancellationToken = default) => _connection.PingAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>> CallAsync(ServiceRequest request, CancellationToken cancellationToken = default) =>
        _connection.CallAsync(request, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ReadOnlyMemory<byte>> StreamAsync(ServiceRequest request, CancellationToken cancellationToken = default) =>
        _connection.StreamAsync(request, cancellationToken);

    /// <inheritdoc/>
    public Task<HostFacts> ReadHostFactsAsync(CancellationToken cancellationToken = default) =>
        _connection.ReadHostFactsAsync(cancellationToken);

    /// <summary>Cancels the calls in progress, closes the connection and ends the agent.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _agent.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    // Disposes of the agent if this fails.
    private protected static async Task<AgentConnection> ConnectAsync(
        AgentHost agent,
        AgentConnectionOptions options,
        Func<Stream, Stream> wrap,
        CancellationToken cancellationToken
    )
    {
        (DuplexStream client, DuplexStream server) = DuplexStream.CreatePair();
        _ = agent.ServeAsync(wrap(server), CancellationToken.None);
        try
        {
            return await AgentConnection.OpenAsync(client, options, cancellationToken);
        }
        catch
        {
            await agent.DisposeAsync();
            throw;
        }
    }
}
