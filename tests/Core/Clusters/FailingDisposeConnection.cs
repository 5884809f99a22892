namespace Sdk.Tests.Clusters;

/// <summary>Connection that closes and then throws on disposal, and records its node as closed.</summary>
internal sealed class FailingDisposeConnection(INodeConnection connection, List<string> closedNodes) : INodeConnection
{
    public string Node => connection.Node;

    public string BootId => connection.BootId;

    public Task<CommandResult> RunAsync(CommandRequest request, CancellationToken cancellationToken = default) =>
        connection.RunAsync(request, cancellationToken);

    public Task PutFileAsync(string path, Stream content, CancellationToken cancellationToken = default) =>
        connection.PutFileAsync(path, content, cancellationToken);

    public Task<long> GetFileAsync(string path, Stream destination, CancellationToken cancellationToken = default) =>
        connection.GetFileAsync(path, destination, cancellationToken);

    public Task<TimeSpan> PingAsync(CancellationToken cancellationToken = default) => connection.PingAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        closedNodes.Add(Node);
        throw new InvalidTimeZoneException($"{Node} sticks");
    }
}
