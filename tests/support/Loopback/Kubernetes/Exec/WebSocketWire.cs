using System.Net.WebSockets;

namespace Loopback.Kubernetes.Exec;

/// <summary>
/// The first byte of each message is the stream (<c>v4.channel.k8s.io</c>; version 5 can also close streams).
/// </summary>
internal sealed class WebSocketWire(WebSocket socket) : IExecWire, IDisposable
{
    private const int PieceMax = 32 * 1024;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly byte[] _piece = new byte[PieceMax];
    private bool _isStart = true;
    private ExecStream _stream = ExecStream.Input;

    public async Task<ExecInput?> ReadAsync(CancellationToken cancellationToken)
    {
        ValueWebSocketReceiveResult part = await socket.ReceiveAsync(_piece.AsMemory(), cancellationToken);
        if (part.MessageType == WebSocketMessageType.Close)
        {
            return null;
        }

        ReadOnlyMemory<byte> bytes = _piece.AsMemory(0, part.Count);
        if (_isStart && bytes.Length > 0)
        {
            (_stream, bytes) = ((ExecStream)bytes.Span[0], bytes[1..]);
        }

        _isStart = part.EndOfMessage;
        return _stream switch
        {
            ExecStream.Input => new ExecInput(bytes, IsLast: false),
            ExecStream.Close => new ExecInput(default, IsLast: bytes.Length > 0 && bytes.Span[0] == (byte)ExecStream.Input),
            _ => new ExecInput(default, IsLast: false),
        };
    }

    public async Task SendAsync(ExecStream stream, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        byte[] message = [(byte)stream, .. bytes.Span];
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task EndAsync(ReadOnlyMemory<byte> status, CancellationToken cancellationToken)
    {
        await SendAsync(ExecStream.Status, status, cancellationToken);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
    }

    public void Dispose() => _turn.Dispose();
}
