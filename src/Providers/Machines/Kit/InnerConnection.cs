using Scalewright.Agents.Services;

namespace Scalewright.Providers;

/// <summary>Connection to a node through an agent in this process. The agent ends with the connection.</summary>
internal abstract class InnerConnection(AgentHost agent, AgentConnection connection) : INodeConnection, IServiceCaller
{
    public string Node => connection.Node;

    public string BootId => connection.BootId;

    public virtual Task<CommandResult> RunAsync(CommandRequest request,
        CancellationToken cancellationToken = default) => connection.RunAsync(request, cancellationToken);

    public Task PutFileAsync(string path, Stream content, CancellationToken cancellationToken = default) =>
        connection.PutFileAsync(path, content, cancellationToken);

    public Task<long> GetFileAsync(string path, Stream destination, CancellationToken cancellationToken = default) =>
        connection.GetFileAsync(path, destination, cancellationToken);

    public virtual Task<TimeSpan> PingAsync(CancellationToken cancellationToken = default) =>
        connection.PingAsync(cancellationToken);

    public Task<ReadOnlyMemory<byte>> CallAsync(ServiceRequest request,
        CancellationToken cancellationToken = default) => connection.CallAsync(request, cancellationToken);

    public IAsyncEnumerable<ReadOnlyMemory<byte>> StreamAsync(ServiceRequest request,
        CancellationToken cancellationToken = default) => connection.StreamAsync(request, cancellationToken);

    public virtual async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        await agent.DisposeAsync();
    }
}
