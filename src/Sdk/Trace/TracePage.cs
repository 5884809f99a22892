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
    /// <param name="bytes">The bytes; empty if the content is not base64 of deflated bytes.</param>
    /// <returns>False if there are more bytes than the limit.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> content, int maxBytes, out ReadOnlyMemory<byte> bytes)
    {
        byte[] deflated = new byte[Base64.GetMaxDecodedFromUtf8Length(content.Length)];

        // An incomplete text yields the bytes of its complete groups.
        _ = Base64.DecodeFromUtf8(content, deflated, out _, out int length);
        using MemoryStream compressed = new(deflated, 0, length, writable: false);
        using DeflateStream inflating = new(compressed, CompressionMode.Decompress);
        ArrayBufferWriter<byte> inflated = new();
        bytes = default;
        try
        {
            while (inflating.Read(inflated.GetSpan(ChunkLength)) is var count and > 0)
            {
                inflated.Advance(count);
                if (inflated.WrittenCount > maxBytes)
                {
                    return false;
                }
            }
        }
        catch (InvalidDataException)
        {
            // The stream is damaged or incomplete: the bytes inflated so far are kept.
        }

        bytes = inflated.WrittenMemory;
        return true;
    }
}
