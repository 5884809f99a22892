using System.Buffers.Binary;

namespace Loopback.Kubernetes.Exec.Spdy;

/// <summary>The server's end of a connection of SPDY/3.1: its frames. Windows are read over, as the servers and clients of Kubernetes do on both sides.</summary>
/// <param name="wire">The connection.</param>
internal sealed class SpdyConnection(Stream wire) : IDisposable
{
    private const int HeadBytes = 8;
    private const int Version = 3;
    private const byte LastFlag = 1;
    private const int StreamMask = int.MaxValue;
    private const int BodyMax = 0xFFFFFF;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly HeaderReader _reader = new();
    private readonly HeaderWriter _writer = new();

    /// <summary>The next frame; null: the caller has gone.</summary>
    /// <exception cref="SpdyException">It is no frame of SPDY/3.1.</exception>
    public async Task<SpdyFrame?> ReadAsync(CancellationToken cancellationToken)
    {
        byte[] head = new byte[HeadBytes];
        int read = await wire.ReadAtLeastAsync(head, HeadBytes, throwOnEndOfStream: false, cancellationToken);
        if (read < HeadBytes)
        {
            return read == 0 ? null : throw new SpdyException("the connection ended in the middle of a frame");
        }

        uint first = BinaryPrimitives.ReadUInt32BigEndian(head);
        byte[] body = new byte[BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(4)) & BodyMax];
        await wire.ReadExactlyAsync(body, cancellationToken);
        bool isLast = (head[4] & LastFlag) != 0;
        return first <= StreamMask ? new SpdyFrame(SpdyKind.Data, (int)first, isLast, body) : Control(first, isLast, body);
    }

    /// <summary>The headers of a frame that begins a stream, or adds some to it. All must be read: each needs those before it.</summary>
    public Dictionary<string, string> HeadersOf(SpdyFrame frame) => frame.Kind switch
    {
        // The stream it belongs to, its priority and its slot.
        SpdyKind.SynStream when frame.Body.Length >= 6 => _reader.Read(frame.Body.Span[6..]),
        SpdyKind.Headers => _reader.Read(frame.Body.Span),
        _ => throw new SpdyException($"a frame {frame.Kind} of {frame.Body.Length} bytes has no headers"),
    };

    /// <summary>Accepts a stream.</summary>
    public Task AcceptAsync(int stream, CancellationToken cancellationToken) =>
        InTurnAsync(() => WriteAsync(SpdyKind.SynReply, [.. Number(stream), .. _writer.Write(new Dictionary<string, string>(StringComparer.Ordinal))], cancellationToken), cancellationToken);

    /// <summary>Ends a stream.</summary>
    public Task ResetAsync(int stream, SpdyStatus status, CancellationToken cancellationToken) => InTurnAsync(() => WriteAsync(SpdyKind.RstStream, [.. Number(stream), .. Number((int)status)], cancellationToken), cancellationToken);

    /// <summary>Gives back a ping.</summary>
    public Task AnswerAsync(SpdyFrame ping, CancellationToken cancellationToken) => InTurnAsync(() => WriteAsync(SpdyKind.Ping, Number(ping.Stream), cancellationToken), cancellationToken);

    /// <summary>Says that no more streams are taken.</summary>
    public Task LeaveAsync(int lastStream, CancellationToken cancellationToken) => InTurnAsync(() => WriteAsync(SpdyKind.GoAway, [.. Number(lastStream), .. Number(0)], cancellationToken), cancellationToken);

    /// <summary>Sends bytes of a stream.</summary>
    public Task SendAsync(int stream, ReadOnlyMemory<byte> bytes, bool isLast, CancellationToken cancellationToken) =>
        InTurnAsync(() => WriteAsync([.. Number(stream), .. Number(((isLast ? LastFlag : 0) << 24) | bytes.Length), .. bytes.Span], cancellationToken), cancellationToken);

    public void Dispose()
    {
        _reader.Dispose();
        _turn.Dispose();
    }

    private static SpdyFrame Control(uint first, bool isLast, byte[] body)
    {
        int version = (int)(first >> 16) & 0x7FFF;
        SpdyKind kind = (SpdyKind)(first & 0xFFFF);
        if (version != Version)
        {
            throw new SpdyException($"a frame of SPDY/{version}, and this is SPDY/3.1");
        }

        // Settings count first; all others name a stream or another number.
        return kind == SpdyKind.Settings ? new SpdyFrame(kind, 0, isLast, body)
            : body.Length < sizeof(int) ? throw new SpdyException($"a frame {kind} of {body.Length} bytes")
            : new SpdyFrame(kind, BinaryPrimitives.ReadInt32BigEndian(body) & StreamMask, isLast, body.AsMemory(sizeof(int)));
    }

    private static byte[] Number(int number)
    {
        byte[] bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }

    private async Task InTurnAsync(Func<Task> write, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await write();
        }
        finally
        {
            _turn.Release();
        }
    }

    private Task WriteAsync(SpdyKind kind, byte[] body, CancellationToken cancellationToken) =>
        WriteAsync([.. Number(unchecked((int)0x80000000) | (Version << 16) | (int)kind), .. Number(body.Length), .. body], cancellationToken);

    private async Task WriteAsync(byte[] frame, CancellationToken cancellationToken)
    {
        await wire.WriteAsync(frame, cancellationToken);
        await wire.FlushAsync(cancellationToken);
    }
}
