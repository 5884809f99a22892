using System.Net.Sockets;
using System.Text;

namespace Conformance.Minimega;

/// <summary>A bare connection that sends texts and reads lines.</summary>
internal sealed class LineClient : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Queue<string> _lines = new();
    private readonly byte[] _block = new byte[64 * 1024];
    private readonly List<byte> _rest = [];

    /// <summary>True when nothing has come that was not read.</summary>
    public bool IsQuiet => _lines.Count == 0 && _rest.Count == 0 && _socket.Available == 0;

    /// <summary>Connects.</summary>
    public static async Task<LineClient> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        LineClient client = new();
        await client._socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
        return client;
    }

    /// <summary>Sends a text as it is.</summary>
    public async Task SendAsync(string text, CancellationToken cancellationToken) =>
        await _socket.SendAsync(Encoding.UTF8.GetBytes(text), cancellationToken);

    /// <summary>The next line; null when the server has hung up.</summary>
    public async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        while (_lines.Count == 0)
        {
            int count = await _socket.ReceiveAsync(_block, cancellationToken);
            if (count == 0)
            {
                return null;
            }

            foreach (byte part in _block.AsSpan(..count))
            {
                Add(part);
            }
        }

        return _lines.Dequeue();
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private void Add(byte part)
    {
        if (part != '\n')
        {
            _rest.Add(part);
            return;
        }

        _lines.Enqueue(Encoding.UTF8.GetString([.. _rest]));
        _rest.Clear();
    }
}
