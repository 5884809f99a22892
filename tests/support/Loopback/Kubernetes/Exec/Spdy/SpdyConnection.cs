using System.Buffers.Binary;
using System.IO.Compression;

namespace Loopback.Kubernetes.Exec.Spdy;

/// <summary>Flow control windows are ignored, as servers and clients of Kubernetes do.</summary>
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

    /// <summary>No frame with headers may be skipped: each block depends on those before it.</summary>
    public Dictionary<string, string> HeadersOf(SpdyFrame frame) =>
        frame.Kind switch
        {
            // The associated stream, the priority and the slot come first.
            SpdyKind.SynStream when frame.Body.Length >= 6 => _reader.Read(frame.Body.Span[6..]),
            SpdyKind.Headers => _reader.Read(frame.Body.Span),
            _ => throw new SpdyException($"a frame {frame.Kind} of {frame.Body.Length} bytes has no headers"),
        };

    public Task AcceptAsync(int stream, CancellationToken cancellationToken) =>
        InTurnAsync(
            () =>
                WriteAsync(
                    SpdyKind.SynReply,
                    [.. Number(stream), .. _writer.Write(new Dictionary<string, string>(StringComparer.Ordinal))],
                    cancellationToken
                ),
            cancellationToken
        );

    public Task ResetAsync(int stream, SpdyStatus status, CancellationToken cancellationToken) =>
        InTurnAsync(
            () => WriteAsync(SpdyKind.RstStream, [.. Number(stream), .. Number((int)status)], cancellationToken),
            cancellationToken
        );

    public Task AnswerAsync(SpdyFrame ping, CancellationToken cancellationToken) =>
        InTurnAsync(() => WriteAsync(SpdyKind.Ping, Number(ping.Stream), cancellationToken), cancellationToken);

    public Task LeaveAsync(int lastStream, CancellationToken cancellationToken) =>
        InTurnAsync(() => WriteAsync(SpdyKind.GoAway, [.. Number(lastStream), .. Number(0)], cancellationToken), cancellationToken);

    public Task SendAsync(int stream, ReadOnlyMemory<byte> bytes, bool isLast, CancellationToken cancellationToken) =>
        InTurnAsync(
            () =>
                WriteAsync(
                    [.. Number(stream), .. Number(((isLast ? LastFlag : 0) << 24) | bytes.Length), .. bytes.Span],
                    cancellationToken
                ),
            cancellationToken
        );

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

        // Settings start with a count, all other frames with a stream or another number.
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
        WriteAsync(
            [.. Number(unchecked((int)0x80000000) | (Version << 16) | (int)kind), .. Number(body.Length), .. body],
            cancellationToken
        );

    private async Task WriteAsync(byte[] frame, CancellationToken cancellationToken)
    {
        await wire.WriteAsync(frame, cancellationToken);
        await wire.FlushAsync(cancellationToken);
    }
}

/// <summary>All header blocks are one zlib stream that starts with a preset dictionary.</summary>
internal sealed class HeaderReader : IDisposable
{
    // RFC 1950: two bytes of header, then the Adler-32 of the dictionary.
    private const int ZlibHead = 6;
    private const byte HasDictionary = 0x20;
    private const int BytesMax = 64 * 1024;
    private readonly MemoryStream _feed = new();
    private readonly DeflateStream _inflating;
    private bool _isBegun;

    public HeaderReader() => _inflating = new DeflateStream(_feed, CompressionMode.Decompress);

    public Dictionary<string, string> Read(ReadOnlySpan<byte> block)
    {
        if (!_isBegun)
        {
            block = Begin(block);
        }

        byte[] bytes = Inflate(block);
        Dictionary<string, string> headers = new(StringComparer.Ordinal);
        ReadOnlySpan<byte> left = bytes;
        for (int count = Number(ref left); count > 0; count--)
        {
            string name = Text(ref left);
            headers[name] = Text(ref left);
        }

        return headers;
    }

    public void Dispose()
    {
        _inflating.Dispose();
        _feed.Dispose();
    }

    // The inflater of .NET supports no dictionary. Data that it has already output has the same effect, so the
    // dictionary is fed first, as a stored block.
    private ReadOnlySpan<byte> Begin(ReadOnlySpan<byte> block)
    {
        if (
            block.Length < ZlibHead
            || (block[1] & HasDictionary) == 0
            || BinaryPrimitives.ReadUInt32BigEndian(block[2..]) != SpdyHeaders.Id
        )
        {
            throw new SpdyException("headers are compressed by zlib with the dictionary of SPDY/3");
        }

        _ =
            Inflate(HeaderWriter.Stored(SpdyHeaders.All.Span)).Length == SpdyHeaders.All.Length
                ? true
                : throw new InvalidDataException("the dictionary could not be read");
        _isBegun = true;
        return block[ZlibHead..];
    }

    private byte[] Inflate(ReadOnlySpan<byte> compressed)
    {
        _feed.SetLength(0);
        _feed.Write(compressed);
        _feed.Position = 0;
        byte[] found = new byte[BytesMax];
        int length = 0;
        try
        {
            while (length < found.Length && _inflating.Read(found, length, found.Length - length) is > 0 and int count)
            {
                length += count;
            }
        }
        catch (InvalidDataException broken)
        {
            throw new SpdyException($"headers that are not zlib: {broken.Message}");
        }

        return length < BytesMax ? found[..length] : throw new SpdyException($"headers of {BytesMax} bytes or more");
    }

    private static int Number(ref ReadOnlySpan<byte> left)
    {
        int number = left.Length >= sizeof(int) ? BinaryPrimitives.ReadInt32BigEndian(left) : -1;
        left = number >= 0 ? left[sizeof(int)..] : throw new SpdyException("headers end in the middle of a number");
        return number;
    }

    private static string Text(ref ReadOnlySpan<byte> left)
    {
        int length = Number(ref left);
        string text =
            length <= left.Length
                ? Encoding.UTF8.GetString(left[..length])
                : throw new SpdyException("headers end in the middle of a text");
        left = left[length..];
        return text;
    }
}

/// <summary>Header blocks are one zlib stream, stored without compression.</summary>
internal sealed class HeaderWriter
{
    // RFC 1951, 3.2.4: zlib flushes with an empty stored block, at which readers output what they have.
    private static readonly byte[] Flush = [0, 0, 0, 0xFF, 0xFF];

    // RFC 1950: deflate, window of 32 KiB, a dictionary, default level.
    private static readonly byte[] ZlibHead =
    [
        0x78,
        0xBB,
        (byte)(SpdyHeaders.Id >> 24),
        (byte)((SpdyHeaders.Id >> 16) & 0xFF),
        (byte)((SpdyHeaders.Id >> 8) & 0xFF),
        (byte)(SpdyHeaders.Id & 0xFF),
    ];
    private bool _isBegun;

    public byte[] Write(IReadOnlyDictionary<string, string> headers)
    {
        List<byte> bytes = [.. Number(headers.Count)];
        foreach ((string name, string value) in headers)
        {
            bytes.AddRange([.. Text(name), .. Text(value)]);
        }

        byte[] head = _isBegun ? [] : ZlibHead;
        _isBegun = true;
        return [.. head, .. Stored([.. bytes])];
    }

    /// <param name="bytes">Fewer than 65536 bytes.</param>
    public static byte[] Stored(ReadOnlySpan<byte> bytes)
    {
        byte[] head = new byte[5];
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(1), checked((ushort)bytes.Length));
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(3), (ushort)~bytes.Length);
        return [.. head, .. bytes, .. Flush];
    }

    private static byte[] Number(int number)
    {
        byte[] bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }

    private static byte[] Text(string text) => [.. Number(Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];
}

/// <summary>Preset dictionary of header compression (SPDY protocol, draft 3, section 2.6.10.1): 1423 bytes.</summary>
internal static class SpdyHeaders
{
    // Each word is preceded by its length, as in a header block.
    private const string Counted =
        "options|head|post|put|delete|trace|accept|accept-charset|accept-encoding|accept-language|accept-ranges|age|allow|authorization|cache-control|connection|"
        + "content-base|content-encoding|content-language|content-length|content-location|content-md5|content-range|content-type|date|etag|expect|expires|from|host|"
        + "if-match|if-modified-since|if-none-match|if-range|if-unmodified-since|last-modified|location|max-forwards|pragma|proxy-authenticate|proxy-authorization|range|"
        + "referer|retry-after|server|te|trailer|transfer-encoding|upgrade|user-agent|vary|via|warning|www-authenticate|method|get|status|200 OK|version|HTTP/1.1|url|"
        + "public|set-cookie|keep-alive|origin";

    private const string Plain =
        "100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505203 Non-Authoritative Information204 No Content301 Moved Permanently"
        + "400 Bad Request401 Unauthorized403 Forbidden404 Not Found500 Internal Server Error501 Not Implemented503 Service UnavailableJan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec"
        + " 00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMTchunked,text/html,image/png,image/jpg,image/gif,application/xml,application/xhtml+xml,text/plain,text/javascript,"
        + "publicprivatemax-age=gzip,deflate,sdchcharset=utf-8charset=iso-8859-1,utf-,*,enq=0.";

    /// <summary>Adler-32 of the dictionary, which identifies it (RFC 1950).</summary>
    public const uint Id = 0xE3C6A7C2;

    public static ReadOnlyMemory<byte> All { get; } = Make();

    private static byte[] Make()
    {
        List<byte> all = [];
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (string word in Counted.Split('|'))
        {
            BinaryPrimitives.WriteInt32BigEndian(length, word.Length);
            all.AddRange(length);
            all.AddRange(Encoding.ASCII.GetBytes(word));
        }

        return [.. all, .. Encoding.ASCII.GetBytes(Plain)];
    }
}
