namespace Scalewright.Traces;

/// <summary>Buffer for numbers in LEB128, as trace files and protocol buffers have them.</summary>
internal sealed class VarintWriter
{
    private const int MaxVarintLength = 10;

    private readonly ArrayBufferWriter<byte> _bytes = new();

    public int Length => _bytes.WrittenCount;

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public ReadOnlyMemory<byte> Memory => _bytes.WrittenMemory;

    public void Clear() => _bytes.ResetWrittenCount();

    public void WriteByte(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
    }

    public void WriteBytes(ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);

    public void WriteVarint(ulong value)
    {
        Span<byte> span = _bytes.GetSpan(MaxVarintLength);
        int length = 0;
        for (; value >= 0x80; value >>= 7)
        {
            span[length++] = (byte)(value | 0x80);
        }

        span[length++] = (byte)value;
        _bytes.Advance(length);
    }

    /// <summary>Writes a signed number. Small absolute values are short.</summary>
    public void WriteZigzag(long value) => WriteVarint(unchecked((ulong)((value << 1) ^ (value >> 63))));

    /// <summary>Writes the length of a text and its UTF-8 bytes. Lone surrogates become U+FFFD.</summary>
    public void WriteText(string text)
    {
        WriteVarint((ulong)Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, _bytes);
    }
}
