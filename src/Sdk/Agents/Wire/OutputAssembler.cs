using System.Buffers.Binary;

namespace Scalewright.Agents.Wire;

/// <summary>Assembles the output of a command.</summary>
internal sealed class OutputAssembler(int maxBytes, OutputForwarder? forwarder)
{
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly ArrayBufferWriter<byte> _error = new();

    public ReadOnlySpan<byte> Output => _output.WrittenSpan;

    public ReadOnlySpan<byte> Error => _error.WrittenSpan;

    /// <summary>Adds a chunk and returns its array to the pool.</summary>
    public void Add(Chunk chunk)
    {
        ArrayBufferWriter<byte> target = chunk.Channel == ChannelIds.Error ? _error : _output;
        if (chunk.Channel is ChannelIds.LiveOutput or ChannelIds.LiveError)
        {
            Forward(chunk);
        }
        else if (chunk.Channel is ChannelIds.Output or ChannelIds.Error)
        {
            if (target.WrittenCount + chunk.Count > maxBytes)
            {
                throw new FrameException($"the agent sends more than the {maxBytes} bytes of output that were requested");
            }

            target.Write(chunk.Bytes.Span);
        }

        chunk.Return();
    }

    /// <summary>Passes the remaining output to the listener.</summary>
    /// <param name="isWhole">True if no output was dropped.</param>
    public void End(bool isWhole)
    {
        ReadOnlyMemory<byte> output = isWhole ? _output.WrittenMemory : default;
        forwarder?.End(output, isWhole ? _error.WrittenMemory : default);
    }

    private void Forward(Chunk chunk)
    {
        if (chunk.Count < sizeof(long))
        {
            throw new FrameException($"an output chunk of {chunk.Count} bytes is too short to contain its stream offset");
        }

        long start = BinaryPrimitives.ReadInt64BigEndian(chunk.Bytes.Span);
        if (start < 0 || start > long.MaxValue - chunk.Count)
        {
            throw new FrameException($"an output chunk has the invalid stream offset {start}");
        }

        forwarder?.Forward(new OutputChunk(chunk.Channel == ChannelIds.LiveError, start, chunk.Bytes[sizeof(long)..]));
    }
}

/// <summary>Received bytes of a call in a pooled array, which the receiver must return to the pool.</summary>
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
