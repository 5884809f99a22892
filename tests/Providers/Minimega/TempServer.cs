using Loopback.Minimega;

namespace Minimega.Tests;

internal sealed class TempServer : IAsyncDisposable
{
    private readonly string _folder;

    public TempServer(Func<MinimegaServerOptions, MinimegaServerOptions>? change = null)
    {
        _folder = Directory.CreateTempSubdirectory("mm").FullName;
        MinimegaServerOptions options = new() { Base = _folder };
        Server = MinimegaServer.Start(change?.Invoke(options) ?? options);
    }

    public MinimegaServer Server { get; }

    public string Files => Server.FilesFolder;

    public Task<MinimegaClient> ConnectAsync(MinimegaClientOptions? options = null) =>
        MinimegaClient.ConnectAsync(Server.SocketPath, options);

    public Task<LinePeer> ConnectRawAsync() => LinePeer.ConnectAsync(Server.SocketPath);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
