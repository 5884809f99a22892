using System.Buffers.Binary;

namespace Scalewright.Traces;

/// <summary>Writes the fields of a protocol buffer message.</summary>
internal sealed class ProtobufWriter
{
    // Wire types of the encoding of protocol buffers.
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int LengthDelimited = 2;
    private const int WireTypeBits = 3;

    private readonly VarintWriter _bytes = new();

    public ReadOnlySpan<byte> Written => _bytes.Written;

    public static void WriteLength(VarintWriter bytes, int field, int length)
    {
        WriteTag(bytes, field, LengthDelimited);
        bytes.WriteVarint((ulong)length);
    }

    public void Clear() => _bytes.Clear();

    public void WriteNumber(int field, ulong value)
    {
        WriteTag(_bytes, field, Varint);
        _bytes.WriteVarint(value);
    }

    public void WriteFixed(int field, ulong value)
    {
        WriteTag(_bytes, field, Fixed64);
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        _bytes.WriteBytes(bytes);
    }

    public void WriteDouble(int field, double value) => WriteFixed(field, BitConverter.DoubleToUInt64Bits(value));

    public void WriteText(int field, string value)
    {
        WriteTag(_bytes, field, LengthDelimited);
        _bytes.WriteText(value);
    }

    public void WriteBytes(int field, ReadOnlySpan<byte> value)
    {
        WriteLength(_bytes, field, value.Length);
        _bytes.WriteBytes(value);
    }

    private static void WriteTag(VarintWriter bytes, int field, int type) => bytes.WriteVarint(((ulong)field << WireTypeBits) | (uint)type);
}
