using System.Buffers.Text;
using System.IO.Compression;

namespace Scalewright.Traces;

/// <summary>Finds the trace in an HTML page: base64 of the raw-deflated file, in the script element
/// <c>trace</c>.</summary>
internal static class TracePage
{
    private const int ChunkLength = 64 * 1_024;

    /// <summary>Finds the content of the script element.</summary>
    public static bool TryFind(ReadOnlySpan<byte> page, out ReadOnlySpan<byte> content)
    {
        content = default;
        while (true)
        {
            int start = page.IndexOf("<script"u8);
            if (start < 0)
            {
                return false;
            }

            page = page[start..];
            int end = page.IndexOf((byte)'>');
            if (end < 0)
            {
                return false;
            }

            bool isTrace = page[..end].IndexOf(" id=\"trace\""u8) >= 0;
            page = page[(end + 1)..];
            if (isTrace)
            {
                int close = page.IndexOf("</script"u8);
                content = close < 0 ? page : page[..close];
                return true;
            }
        }
    }

    /// <summary>Decodes the content of the script element. An incomplete content is decoded up to its end.</summary>
    /// <returns>The bytes; empty if the content is no base64 of deflated bytes, and null if there are more than the
    /// limit.</returns>
    public static ReadOnlyMemory<byte>? Decode(ReadOnlySpan<byte> content, int maxBytes)
    {
        byte[] deflated = new byte[Base64.GetMaxDecodedFromUtf8Length(content.Length)];
        _ = Base64.DecodeFromUtf8(content, deflated, out _, out int length);
        using MemoryStream compressed = new(deflated, 0, length, writable: false);
        using DeflateStream inflating = new(compressed, CompressionMode.Decompress);
        ArrayBufferWriter<byte> bytes = new();
        try
        {
            while (inflating.Read(bytes.GetSpan(ChunkLength)) is var count and > 0)
            {
                bytes.Advance(count);
                if (bytes.WrittenCount > maxBytes)
                {
                    return null;
                }
            }
        }
        catch (InvalidDataException)
        {
            // What was inflated before counts.
        }

        return bytes.WrittenMemory;
    }
}
