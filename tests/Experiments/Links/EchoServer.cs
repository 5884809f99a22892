using System.Net;
using System.Net.Sockets;

namespace Experiments.Tests.Links;

/// <summary>Answers one connection with what it says, until that has said all.</summary>
internal sealed class EchoServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _serving;

    public EchoServer()
    {
        _listener.Start();
        EndPoint = (IPEndPoint)_listener.LocalEndpoint;
        _serving = ServeAsync();
    }

    public IPEndPoint EndPoint { get; }

    public async ValueTask DisposeAsync()
    {
        // Whoever has not come by now does not come.
        _listener.Dispose();
        try
        {
            await _serving;
        }
        catch (Exception ended) when (ended is SocketException or IOException or ObjectDisposedException)
        {
            // Nobody came, or whoever came has gone.
        }
    }

    private async Task ServeAsync()
    {
        using Socket socket = await _listener.AcceptSocketAsync();
        await using NetworkStream stream = new(socket);
        await stream.CopyToAsync(stream);
        socket.Shutdown(SocketShutdown.Send);
    }
}
