using System.Buffers.Binary;

namespace Scalewright.Experiments.Processes;

/// <summary>A record in a job.</summary>
/// <param name="Number">Sequence number in order of arrival.</param>
/// <param name="Draw">Random number from which the key for each operator is derived.</param>
/// <param name="CameAt">Arrival time in ticks of the broker's clock.</param>
internal readonly record struct StreamRecord(long Number, ulong Draw, long CameAt)
{
    private const int Size = 3 * sizeof(long);

    /// <summary>Serializes records, 24 bytes each, little-endian.</summary>
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

    /// <summary>Deserializes the format of <see cref="Pack"/>.</summary>
    public static StreamRecord[] Unpack(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % Size != 0)
        {
            throw new ArgumentException($"{bytes.Length} bytes are not records of {Size} bytes.", nameof(bytes));
        }

        StreamRecord[] records = new StreamRecord[bytes.Length / Size];
        for (int index = 0; index < records.Length; index++)
        {
            ReadOnlySpan<byte> part = bytes.Slice(index * Size, Size);
            records[index] = new StreamRecord(
                BinaryPrimitives.ReadInt64LittleEndian(part),
                BinaryPrimitives.ReadUInt64LittleEndian(part[sizeof(long)..]),
                BinaryPrimitives.ReadInt64LittleEndian(part[(2 * sizeof(long))..])
            );
        }

        return records;
    }
}
