using System.Buffers.Binary;
using System.Numerics;

namespace Scalewright.Journals;

/// <summary>CRC-32C (RFC 3720), with processor instructions. Detects all bursts of up to 32 bits.</summary>
internal static class Crc32C
{
    public const uint Start = uint.MaxValue;

    public static uint Add(uint checksum, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            checksum = BitOperations.Crc32C(checksum, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (byte value in bytes)
        {
            checksum = BitOperations.Crc32C(checksum, value);
        }

        return checksum;
    }

    public static uint End(uint checksum) => ~checksum;
}
