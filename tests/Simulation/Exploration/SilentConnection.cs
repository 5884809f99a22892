using System.Diagnostics.CodeAnalysis;
using Scalewright.Agents;

namespace Exploration.Tests;

/// <summary>A way into a node that gives nothing for a command while its place is silent about that. It has no services.</summary>
[SuppressMessage("Design", "MA0022", Justification = "A task that is null is what the place answers.")]
internal sealed class SilentConnection(INodeConnection connection, SilentPlace place) : INodeConnection
{
    public string Node => connection.Node;

    public string BootId => connection.BootId;

    public Task<CommandResult> RunAsync(CommandRequest request, CancellationToken cancellationToken = default) =>
        place.Silent == SilentCall.Run ? null! : connection.RunAsync(request, cancellationToken);

    public Task PutFileAsync(string path, Stream content, CancellationToken cancellationToken = default) => connection.PutFileAsync(path, content, cancellationToken);

    public Task<long> GetFileAsync(string path, Stream destination, CancellationToken cancellationToken = default) => connection.GetFileAsync(path, destination, cancellationToken);

    public Task<TimeSpan> PingAsync(CancellationToken cancellationToken = default) => connection.PingAsync(cancellationToken);

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
