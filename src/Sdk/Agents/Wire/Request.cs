using System.Buffers.Binary;
using System.Text.Json.Serialization.Metadata;

namespace Scalewright.Agents.Wire;

/// <summary>Payload of a request: length of the head (2 bytes, big-endian), head, body of the method.</summary>
internal sealed record Request(RequestHeader Head, byte[] Body)
{
    private const int LengthSize = sizeof(ushort);

    public static byte[] Write<T>(RequestHeader head, T body, JsonTypeInfo<T> type) => Write(head, AgentJson.Write(body, type));

    public static byte[] Write(RequestHeader head, ReadOnlySpan<byte> body)
    {
        byte[] headBytes = AgentJson.Write(head, AgentJson.Default.RequestHeader);
        byte[] payload = new byte[LengthSize + headBytes.Length + body.Length];
        BinaryPrimitives.WriteUInt16BigEndian(payload, checked((ushort)headBytes.Length));
        headBytes.CopyTo(payload, LengthSize);
        body.CopyTo(payload.AsSpan(LengthSize + headBytes.Length));
        return payload;
    }

    public static Request Read(ReadOnlySpan<byte> payload)
    {
        int length = payload.Length < LengthSize ? -1 : BinaryPrimitives.ReadUInt16BigEndian(payload);
        if (length < 0 || length > payload.Length - LengthSize)
        {
            throw new FrameException($"a request of {payload.Length} bytes is shorter than its head");
        }

        return new Request(
            AgentJson.Read(payload.Slice(LengthSize, length), AgentJson.Default.RequestHeader),
            payload[(LengthSize + length)..].ToArray()
        );
    }
}
