namespace Sdk.Tests.Agents;

/// <summary>Writes and reads frames of the agent protocol without the code under test.</summary>
internal static class FrameBytes
{
    public const byte Hello = 1;
    public const byte Request = 2;
    public const byte Response = 3;
    public const byte Chunk = 4;
    public const byte End = 5;
    public const byte Cancel = 6;
    public const byte Window = 7;
    public const byte Ping = 8;
    public const byte Pong = 9;
    public const byte Fault = 10;
    public const byte Goodbye = 11;

    public const int HeaderSize = 16;

    // RFC 3720: the CRC32C polynomial 0x1EDC6F41, with its bits reversed.
    private const uint Polynomial = 0x82F63B78;

    public static byte[] Of(byte kind, uint call, ReadOnlySpan<byte> payload, byte version = 1)
    {
        byte[] frame = new byte[HeaderSize + payload.Length];
        "SW"u8.CopyTo(frame);
        (frame[2], frame[3]) = (version, kind);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(4), call);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(8), payload.Length);
        payload.CopyTo(frame.AsSpan(HeaderSize));
        WriteChecksum(frame);
        return frame;
    }

    public static byte[] Of(byte kind, uint call, string payload) => Of(kind, call, Encoding.UTF8.GetBytes(payload));

    public static byte[] CreateRequest(uint call, string head, string body)
    {
        byte[] headBytes = Encoding.UTF8.GetBytes(head);
        return Of(Request, call, [(byte)(headBytes.Length >> 8), (byte)headBytes.Length, .. headBytes, .. Encoding.UTF8.GetBytes(body)]);
    }

    public static void WriteChecksum(Span<byte> frame)
    {
        uint checksum = UpdateChecksum(UpdateChecksum(uint.MaxValue, frame[..12]), frame[HeaderSize..]);
        BinaryPrimitives.WriteUInt32BigEndian(frame[12..], ~checksum);
    }

    /// <summary>Reads all frames of a byte sequence, and checks their checksums. Each frame must be complete.</summary>
    public static List<(byte Kind, uint Call, byte[] Payload)> ReadAll(ReadOnlySpan<byte> bytes)
    {
        List<(byte Kind, uint Call, byte[] Payload)> frames = [];
        while (!bytes.IsEmpty)
        {
            int size = HeaderSize + BinaryPrimitives.ReadInt32BigEndian(bytes[8..]);
            byte[] frame = bytes[..size].ToArray();
            byte[] sealedFrame = [.. frame];
            WriteChecksum(sealedFrame);
            sealedFrame.ShouldBe(frame);
            frames.Add((frame[3], BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(4)), frame[HeaderSize..]));
            bytes = bytes[size..];
        }

        return frames;
    }

    private static uint UpdateChecksum(uint checksum, ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            checksum ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                checksum = (checksum & 1) == 0 ? checksum >> 1 : (checksum >> 1) ^ Polynomial;
            }
        }

        return checksum;
    }
}
