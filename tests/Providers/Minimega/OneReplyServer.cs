namespace Minimega.Tests;

/// <summary>Answers the first request of each connection, then disconnects or stays silent.</summary>
internal sealed class OneReplyServer : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mm").FullName;
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public OneReplyServer(string reply, bool hangsUp = true)
    {
        _listener.Bind(new UnixDomainSocketEndPoint(Path));
        _listener.Listen();
        _serving = ServeAsync(reply, hangsUp);
    }

    public string Path => System.IO.Path.Combine(_folder, "minimega");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _listener.Dispose();
        _stop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task ServeAsync(string reply, bool hangsUp)
    {
        try
        {
            while (true)
            {
                using Socket socket = await _listener.AcceptAsync(_stop.Token);
                byte[] request = new byte[4096];
                _ = await socket.ReceiveAsync(request, _stop.Token);
                await socket.SendAsync(Encoding.UTF8.GetBytes(reply), _stop.Token);
                while (!hangsUp && await socket.ReceiveAsync(request, _stop.Token) > 0) { }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException) { }
    }
}
