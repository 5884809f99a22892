using System.Buffers.Binary;

namespace Scalewright.Experiments.Processes;

/// <summary>A record on its way through a job.</summary>
/// <param name="Number">Its number in the order of coming.</param>
/// <param name="Draw">Any number, from which each operator's key follows.</param>
/// <param name="CameAt">When it came, in ticks of the broker's clock.</param>
internal readonly record struct StreamRecord(long Number, ulong Draw, long CameAt)
{
    private const int Size = 3 * sizeof(long);

    /// <summary>Records as bytes, 24 each, the lowest first.</summary>
    public static byte[] Pack(IReadOnlyList<StreamRecord> records)
    {
        byte[] bytes = new byte[records.Count * Size];
        for (int index = 0; index < records.Count; index++)
        {
            Span<byte> part = bytes.AsSpan(index * Size, Size);
            BinaryPrimitives.WriteInt64LittleEndian(part, records[index].Number);
            BinaryPrimitives.WriteUInt64LittleEndian(part[sizeof(long)..], records[index].Draw);
            BinaryPrimitives.WriteInt64LittleEndian(part[(2 * sizeof(long))..], records[index].CameAt);
        }

        return bytes;
    }

    /// <summary>What <see cref="Pack"/> wrote.</summary>
    /// <exception cref="ArgumentException">The bytes are no records.</exception>
    public static StreamRecord[] Unpack(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % Size != 0)
        {
            throw new ArgumentException($"{bytes.Length} bytes are no records of {Size} bytes.", nameof(bytes));
        }

        StreamRecord[] records = new StreamRecord[bytes.Length / Size];
        for (int index = 0; index < records.Length; index++)
        {
            ReadOnlySpan<byte> part = bytes.Slice(index * Size, Size);
            records[index] = new StreamRecord(BinaryPrimitives.ReadInt64LittleEndian(part), BinaryPrimitives.ReadUInt64LittleEndian(part[sizeof(long)..]), BinaryPrimitives.ReadInt64LittleEndian(part[(2 * sizeof(long))..]));
        }

        return records;
    }
}
