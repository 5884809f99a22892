using Scalewright.Journals;

namespace Scalewright.Traces;

/// <summary>Types and framing of the blocks of a trace file.</summary>
internal static class TraceBlock
{
    public const byte Run = 1;
    public const byte Strings = 2;
    public const byte Subjects = 3;
    public const byte Events = 4;
    public const byte Ends = 5;
    public const byte Links = 6;
    public const byte Details = 7;
    public const byte End = 9;

    public const int MaxEvents = 4_096;
    public const int ChecksumLength = sizeof(uint);

    // Bits of the first byte of an event, above its kind.
    public const int KindMask = 0x1F;
    public const int HasEnd = 0x20;
    public const int HasParent = 0x40;
    public const int HasMore = 0x80;

    /// <summary>First bytes of a file. The last one is the version of the format.</summary>
    public static ReadOnlySpan<byte> Header => "SWTRACE\u0001"u8;

    /// <summary>Returns the CRC-32C (RFC 3720) of a payload.</summary>
    public static uint GetChecksum(ReadOnlySpan<byte> payload) => Crc32C.End(Crc32C.Add(Crc32C.Start, payload));
}
