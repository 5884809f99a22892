using System.Threading.Channels;

namespace Scalewright.Agents;

/// <summary>
/// One end of an in-process duplex stream. Data that is written to one end is read from the other end.
/// </summary>
internal sealed class StreamPair : DuplexStream
{
    private const int MaxChunks = 64;
    private readonly Channel<byte[]> _incoming;
    private readonly Channel<byte[]> _outgoing;
    private ReadOnlyMemory<byte> _chunk;

    private StreamPair(Channel<byte[]> incoming, Channel<byte[]> outgoing) => (_incoming, _outgoing) = (incoming, outgoing);

    public static (DuplexStream Client, DuplexStream Server) Create()
    {
        Channel<byte[]> forward = Channel.CreateBounded<byte[]>(MaxChunks);
        Channel<byte[]> backward = Channel.CreateBounded<byte[]>(MaxChunks);
        return (new StreamPair(forward, backward), new StreamPair(backward, forward));
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_chunk.IsEmpty)
        {
            if (!await _incoming.Reader.WaitToReadAsync(cancellationToken))
            {
                return 0;
            }

            _chunk = _incoming.Reader.TryRead(out byte[]? next) ? next : default;
        }

        int count = Math.Min(buffer.Length, _chunk.Length);
        _chunk[..count].CopyTo(buffer);
        _chunk = _chunk[count..];
        return count;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await _outgoing.Writer.WriteAsync(buffer.ToArray(), cancellationToken);
        }
        catch (ChannelClosedException exception)
        {
            throw new IOException("the other end was closed", exception);
        }
    }

    protected override void Dispose(bool disposing)
    {
        _outgoing.Writer.TryComplete();
        _incoming.Writer.TryComplete();
        base.Dispose(disposing);
    }
}
