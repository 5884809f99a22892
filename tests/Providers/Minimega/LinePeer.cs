namespace Minimega.Tests;

/// <summary>Client of a Unix domain socket that exchanges lines of text.</summary>
internal sealed class LinePeer : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private StreamReader? _reader;

    public static async Task<LinePeer> ConnectAsync(string path)
    {
        LinePeer peer = new();
        await peer._socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
        peer._reader = new StreamReader(new NetworkStream(peer._socket));
        return peer;
    }

    public async Task SendAsync(string text) => await _socket.SendAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>Reads the next line. Returns null if the server has closed or reset the connection.</summary>
    public async Task<string?> ReadLineAsync()
    {
        try
        {
            return await _reader!.ReadLineAsync();
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        _reader?.Dispose();
        _socket.Dispose();
    }
}
