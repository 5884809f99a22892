using System.Buffers.Binary;
using Scalewright.Journals;

namespace Scalewright.Agents.Wire;

/// <summary>First 16 bytes of a frame; numbers are big-endian.</summary>
/// <remarks><c>SW</c>, version, kind, call (4), length of the payload (4), CRC-32C (4) of the preceding 12 bytes and of
/// the payload.</remarks>
internal readonly record struct FrameHeader(FrameKind Kind, uint Call, int Length, uint Checksum)
{
    public const int Size = 16;

    /// <summary>Maximum payload length, 1 MiB.</summary>
    public const int MaxLength = 1024 * 1024;

    private const byte Version = 1;
    private const int CheckedSize = 12;

    private static ReadOnlySpan<byte> Preamble => [(byte)'S', (byte)'W', Version];

    /// <summary>Rejects bytes that cannot be the start of a frame, even if the header is incomplete.</summary>
    public static void CheckPreamble(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 0 && !Preamble[..2].StartsWith(bytes[..Math.Min(bytes.Length, 2)]))
        {
            throw new FrameException($"a frame begins with {Convert.ToHexString(bytes[..Math.Min(bytes.Length, 8)])}, not with 'SW'");
        }

        if (bytes.Length > 2 && bytes[2] != Version)
        {
            throw new FrameException($"a frame has version {bytes[2]}; this side speaks version {Version}");
        }
    }

    public static FrameHeader Read(ReadOnlySpan<byte> bytes)
    {
        CheckPreamble(bytes);
        int length = BinaryPrimitives.ReadInt32BigEndian(bytes[8..]);
        if (length is < 0 or > MaxLength)
        {
            throw new FrameException($"a frame has a length of {length}; 0 to {MaxLength} bytes are allowed");
        }

        return new FrameHeader(
            (FrameKind)bytes[3],
            BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]),
            length,
            BinaryPrimitives.ReadUInt32BigEndian(bytes[CheckedSize..])
        );
    }

    /// <summary>Writes the header before a payload that is already in the buffer.</summary>
    public static void Write(Span<byte> frame, FrameKind kind, uint call)
    {
        Preamble.CopyTo(frame);
        frame[3] = (byte)kind;
        BinaryPrimitives.WriteUInt32BigEndian(frame[4..], call);
        BinaryPrimitives.WriteInt32BigEndian(frame[8..], frame.Length - Size);
        BinaryPrimitives.WriteUInt32BigEndian(frame[CheckedSize..], ComputeChecksum(frame));
    }

    public void Check(ReadOnlySpan<byte> frame)
    {
        if (ComputeChecksum(frame) != Checksum)
        {
            throw new FrameException($"a frame of {Length} bytes does not have the checksum it names");
        }
    }

    private static uint ComputeChecksum(ReadOnlySpan<byte> frame) =>
        Crc32C.End(Crc32C.Add(Crc32C.Add(Crc32C.Start, frame[..CheckedSize]), frame[Size..]));
}

/// <summary>The exception that is thrown when the other side violates the protocol. Ends the connection.</summary>
[SuppressMessage("Design", "CA1064", Justification = "Never leaves this assembly.")]
internal sealed class FrameException(string found) : Exception(found);
