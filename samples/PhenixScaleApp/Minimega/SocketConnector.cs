using Scalewright.Providers.Minimega;

namespace PhenixScaleApp.Minimega;

/// <summary>Connects to minimega over its Unix socket.</summary>
internal sealed class SocketConnector(string socket = MinimegaClientOptions.DefaultSocketPath) : IMinimegaConnector
{
    public async Task<IMinimegaSession> ConnectAsync(string name, CancellationToken cancellationToken) =>
        new SocketSession(await MinimegaClient.ConnectAsync(socket, new MinimegaClientOptions { Namespace = name }, cancellationToken: cancellationToken));
}
