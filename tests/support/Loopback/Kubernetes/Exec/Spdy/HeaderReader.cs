using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Loopback.Kubernetes.Exec.Spdy;

/// <summary>Reads the headers of a caller: all its blocks are one zlib stream that begins with the dictionary known.</summary>
internal sealed class HeaderReader : IDisposable
{
    // RFC 1950: two bytes of header, and the dictionary's Adler-32.
    private const int ZlibHead = 6;
    private const byte HasDictionary = 0x20;
    private const int BytesMax = 64 * 1024;
    private readonly MemoryStream _feed = new();
    private readonly DeflateStream _inflating;
    private bool _isBegun;

    public HeaderReader() => _inflating = new DeflateStream(_feed, CompressionMode.Decompress);

    /// <summary>The headers of the next block, their names in small letters.</summary>
    /// <exception cref="SpdyException">It is none.</exception>
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

    // The framework's inflater takes no dictionary: what it has read before is the same to it, so it reads the words first, in a block that is stored as it is.
    private ReadOnlySpan<byte> Begin(ReadOnlySpan<byte> block)
    {
        if (block.Length < ZlibHead || (block[1] & HasDictionary) == 0 || BinaryPrimitives.ReadUInt32BigEndian(block[2..]) != SpdyWords.Id)
        {
            throw new SpdyException("headers are compressed by zlib with the dictionary of SPDY/3");
        }

        _ = Inflate(HeaderWriter.Stored(SpdyWords.All.Span)).Length == SpdyWords.All.Length ? true : throw new InvalidDataException("the dictionary could not be read");
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
            throw new SpdyException($"headers that are no zlib: {broken.Message}");
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
        string text = length <= left.Length ? Encoding.UTF8.GetString(left[..length]) : throw new SpdyException("headers end in the middle of a text");
        left = left[length..];
        return text;
    }
}
