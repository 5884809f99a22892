using System.Net.WebSockets;
using Scalewright.Agents;

namespace Scalewright.Providers.Kubernetes.Client;

/// <summary>
/// Standard streams of a program in a pod, over a WebSocket. The first byte of a message identifies the stream.
/// </summary>
internal sealed class ExecStream : DuplexStream
{
    // k8s.io/apimachinery, pkg/util/remotecommand: v5 adds messages that close a stream to v4.
    private const string NewProtocol = "v5.channel.k8s.io";
    private const string OldProtocol = "v4.channel.k8s.io";
    private const byte Input = 0;
    private const byte Output = 1;
    private const byte Error = 2;
    private const byte Status = 3;
    private const int MaxChunk = 32 * 1024;
    private const int MaxErrorText = 4096;

    private readonly ClientWebSocket _socket;
    private readonly ServerRecovery _recovery;
    private readonly SemaphoreSlim _semaphore = new(1);
    private readonly byte[] _buffer = new byte[MaxChunk];
    private readonly StringBuilder _errorText = new();
    private readonly MemoryStream _status = new();
    private ReadOnlyMemory<byte> _remaining;
    private byte _channel;
    private bool _isStart = true;
    private bool _isEnded;
    private bool _isDisposed;

    private ExecStream(ClientWebSocket socket, ServerRecovery recovery) => (_socket, _recovery) = (socket, recovery);

    /// <exception cref="WebSocketException">The server does not respond or violates the protocol, or it rejects the
    /// request; then, the inner exception is an <see cref="ApiException"/>.</exception>
    public static async Task<ExecStream> OpenAsync(
        Uri address,
        HttpMessageInvoker http,
        ServerRecovery recovery,
        CancellationToken cancellationToken
    )
    {
        ClientWebSocket socket = new();
        try
        {
            socket.Options.AddSubProtocol(NewProtocol);
            socket.Options.AddSubProtocol(OldProtocol);
            await socket.ConnectAsync(address, http, cancellationToken);
            return new ExecStream(socket, recovery);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_remaining.IsEmpty && !_isEnded)
        {
            await ReceiveAsync(cancellationToken);
        }

        int count = Math.Min(buffer.Length, _remaining.Length);
        _remaining[..count].CopyTo(buffer);
        _remaining = _remaining[count..];
        return count;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await _semaphore.WaitAsync(cancellationToken);
        try
        {
            for (ReadOnlyMemory<byte> rest = buffer; !rest.IsEmpty; rest = rest[Math.Min(rest.Length, MaxChunk)..])
            {
                byte[] message = [Input, .. rest[..Math.Min(rest.Length, MaxChunk)].Span];
                await _socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);
            }
        }
        catch (WebSocketException failure)
        {
            MarkBroken();
            throw new IOException(failure.Message, failure);
        }
        finally
        {
            _semaphore.Release();
        }
    }

    public override ValueTask<ProcessExit?> GetProcessExitAsync(CancellationToken cancellationToken = default)
    {
        V1Status? status = ReadStatus();
        string text = _errorText.ToString().Trim();
        return ValueTask.FromResult(
            status switch
            {
                null => null,
                { Status: "Success" } => new ProcessExit(0, text),
                { Details.Causes: [{ Reason: "ExitCode", Message: { } code }, ..] }
                    when int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out int exit) => new ProcessExit(
                    exit,
                    text.Split('\n')[^1]
                ),

                // Exit code of a shell if the program does not exist.
                _ => new ProcessExit(127, status.Message ?? text),
            }
        );
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _isDisposed = true;
            _socket.Dispose();
            _status.Dispose();
            _semaphore.Dispose();
        }

        base.Dispose(disposing);
    }

    private void MarkBroken()
    {
        if (!_isDisposed)
        {
            _recovery.MarkBroken();
        }
    }

    private V1Status? ReadStatus()
    {
        try
        {
            return _status.Length > 0 ? JsonSerializer.Deserialize(_status.ToArray(), KubernetesJson.GetType<V1Status>()) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        ValueWebSocketReceiveResult part;
        try
        {
            part = await _socket.ReceiveAsync(_buffer.AsMemory(), cancellationToken);
        }
        catch (Exception failure) when (failure is WebSocketException or ObjectDisposedException)
        {
            MarkBroken();
            throw new IOException(failure.Message, failure);
        }

        if (part.MessageType == WebSocketMessageType.Close)
        {
            _isEnded = true;
            return;
        }

        ReadOnlyMemory<byte> bytes = _buffer.AsMemory(0, part.Count);
        if (_isStart && !bytes.IsEmpty)
        {
            (_channel, bytes) = (bytes.Span[0], bytes[1..]);
        }

        _isStart = part.EndOfMessage;
        switch (_channel)
        {
            case Output:
                _remaining = bytes;
                break;
            case Error when _errorText.Length < MaxErrorText:
                _errorText.Append(Encoding.UTF8.GetString(bytes.Span));
                break;
            case Status when _status.Length < MaxChunk:
                _status.Write(bytes.Span);
                break;
            default:
                break;
        }
    }
}
