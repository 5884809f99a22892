namespace Sdk.Tests.Clusters;

internal sealed class EndingConnection(INodeConnection connection, Func<CommandResult> end) : INodeConnection
{
    public string Node => connection.Node;

    public string BootId => connection.BootId;

    public Task<CommandResult> RunAsync(CommandRequest request, CancellationToken cancellationToken = default)
    {
        try
        {
            return Task.FromResult(end());
        }
        catch (AgentException failure)
        {
            return Task.FromException<CommandResult>(failure);
        }
    }

    public Task PutFileAsync(string path, Stream content, CancellationToken cancellationToken = default) =>
        connection.PutFileAsync(path, content, cancellationToken);

    public Task<long> GetFileAsync(string path, Stream destination, CancellationToken cancellationToken = default) =>
        connection.GetFileAsync(path, destination, cancellationToken);

    public Task<TimeSpan> PingAsync(CancellationToken cancellationToken = default) => connection.PingAsync(cancellationToken);

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
