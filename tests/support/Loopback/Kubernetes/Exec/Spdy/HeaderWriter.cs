using System.Buffers.Binary;
using System.Text;

namespace Loopback.Kubernetes.Exec.Spdy;

/// <summary>Writes headers for a caller: one zlib stream over all blocks, whose bytes are stored as they are.</summary>
internal sealed class HeaderWriter
{
    // RFC 1951, 3.2.4: an empty stored block is where zlib flushes to; readers give out what they have when they meet it.
    private static readonly byte[] Flush = [0, 0, 0, 0xFF, 0xFF];

    // RFC 1950: deflate, window of 32 KiB, a dictionary, default level.
    private static readonly byte[] ZlibHead = [0x78, 0xBB, (byte)(SpdyWords.Id >> 24), (byte)((SpdyWords.Id >> 16) & 0xFF), (byte)((SpdyWords.Id >> 8) & 0xFF), (byte)(SpdyWords.Id & 0xFF)];
    private bool _isBegun;

    /// <summary>The next block.</summary>
    /// <param name="headers">Names in small letters, and values.</param>
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

    /// <summary>Bytes as deflate that is not compressed, flushed.</summary>
    /// <param name="bytes">Fewer than 65536.</param>
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
