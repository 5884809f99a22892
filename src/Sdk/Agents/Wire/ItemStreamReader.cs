namespace Scalewright.Agents.Wire;

/// <summary>Reads the lines of one channel of a call.</summary>
/// <remarks>A reader that is abandoned before the end leaves its last chunk to the garbage collector, because the last
/// line may still be in use.</remarks>
internal sealed class ItemStreamReader(AgentCall call, byte channel)
{
    private const int MaxLineBytes = 16 * 1024 * 1024;
    private const byte LineFeed = (byte)'\n';

    private readonly ArrayBufferWriter<byte> _beginning = new();
    private Chunk? _chunk;
    private int _position;

    /// <returns>Next line without its line feed, valid until the next read; null at the end.</returns>
    /// <exception cref="FrameException">A line is too long or incomplete.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken)
    {
        _beginning.ResetWrittenCount();
        while (true)
        {
            if (_chunk is { } chunk && TryCut(chunk, out ReadOnlyMemory<byte> line))
            {
                return line;
            }

            do
            {
                ReturnChunk();
                _chunk = await call.ReceiveAsync(cancellationToken);
                _position = 0;
            } while (_chunk is { } next && next.Channel != channel);
            if (_chunk is null)
            {
                return _beginning.WrittenCount == 0 ? null : throw new FrameException("a stream ends in the middle of a value");
            }
        }
    }

    // Receiving may throw, after which the chunk must not be returned again: two renters would share its array.
    private void ReturnChunk()
    {
        Chunk? read = _chunk;
        _chunk = null;
        read?.Return();
    }

    private bool TryCut(Chunk chunk, out ReadOnlyMemory<byte> line)
    {
        ReadOnlyMemory<byte> rest = chunk.Bytes[_position..];
        int length = rest.Span.IndexOf(LineFeed);
        line = length < 0 ? rest : rest[..length];
        _position += line.Length + (length < 0 ? 0 : 1);
        if (length >= 0 && _beginning.WrittenCount == 0)
        {
            return true;
        }

        if (_beginning.WrittenCount + line.Length > MaxLineBytes)
        {
            throw new FrameException($"a value of a stream is longer than {MaxLineBytes} bytes");
        }

        _beginning.Write(line.Span);
        line = _beginning.WrittenMemory;
        return length >= 0;
    }
}
