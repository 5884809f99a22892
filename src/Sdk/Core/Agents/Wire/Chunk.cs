using System.Buffers;

namespace Scalewright.Agents.Wire;

/// <summary>Bytes of a call that arrived, in a pooled array that its taker gives back.</summary>
internal readonly record struct Chunk(byte Channel, byte[] Buffer, int Count)
{
    public ReadOnlyMemory<byte> Bytes => Buffer.AsMemory(0, Count);

    public static Chunk Copy(ReadOnlySpan<byte> payload)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(payload.Length);
        payload[1..].CopyTo(buffer);
        return new Chunk(payload[0], buffer, payload.Length - 1);
    }

    public void Return() => ArrayPool<byte>.Shared.Return(Buffer);
}
