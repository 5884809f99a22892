using Scalewright.Providers.Minimega;

namespace PhenixScaleApp.Minimega;

/// <summary>A session with a real server.</summary>
internal sealed class SocketSession(MinimegaClient client) : IMinimegaSession
{
    /// <inheritdoc/>
    public Task FilterAsync(string filter, CancellationToken cancellationToken) =>
        client.RunAsync(MinimegaLine.Join("cc", "filter", filter), cancellationToken);

    /// <inheritdoc/>
    public Task SendAsync(string path, CancellationToken cancellationToken) => client.CcSendAsync(path, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => client.DisposeAsync();
}
