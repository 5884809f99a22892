using System.Buffers.Binary;
using System.Numerics;

namespace Scalewright.Journals;

/// <summary>CRC-32C (RFC 3720), with processor instructions. Detects all bursts of up to 32 bits.</summary>
public static class Crc32C
{
    /// <summary>Checksum of no bytes, before <see cref="End"/>.</summary>
    public const uint Start = uint.MaxValue;

    /// <summary>Adds bytes to a checksum.</summary>
    /// <param name="checksum"><see cref="Start"/>, or the result of an earlier call.</param>
    /// <param name="bytes">The bytes.</param>
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

    /// <summary>Returns the final value.</summary>
    /// <param name="checksum">Result of the last <see cref="Add"/>.</param>
    public static uint End(uint checksum) => ~checksum;
}
