using System.Threading.Channels;

namespace Scalewright.Streams;

/// <summary>One end of an in-process duplex stream: data written to one end is read from the other.</summary>
/// <remarks>Compiled into each package that runs agents in the controller, because these packages reference only the
/// core.</remarks>
internal sealed class StreamPair : DuplexStream
{
    private const int MaxPieces = 64;
    private readonly Channel<byte[]> _incoming;
    private readonly Channel<byte[]> _outgoing;
    private ReadOnlyMemory<byte> _piece;

    private StreamPair(Channel<byte[]> incoming, Channel<byte[]> outgoing) =>
        (_incoming, _outgoing) = (incoming, outgoing);

    public static (Stream One, Stream Other) Create()
    {
        Channel<byte[]> there = Channel.CreateBounded<byte[]>(MaxPieces);
        Channel<byte[]> back = Channel.CreateBounded<byte[]>(MaxPieces);
        return (new StreamPair(there, back), new StreamPair(back, there));
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_piece.IsEmpty)
        {
            if (!await _incoming.Reader.WaitToReadAsync(cancellationToken))
            {
                return 0;
            }

            _piece = _incoming.Reader.TryRead(out byte[]? next) ? next : default;
        }

        int count = Math.Min(buffer.Length, _piece.Length);
        _piece[..count].CopyTo(buffer);
        _piece = _piece[count..];
        return count;
    }

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await _outgoing.Writer.WriteAsync(buffer.ToArray(), cancellationToken);
        }
        catch (ChannelClosedException closed)
        {
            throw new IOException("the other end was closed", closed);
        }
    }

    protected override void Dispose(bool disposing)
    {
        _outgoing.Writer.TryComplete();
        _incoming.Writer.TryComplete();
        base.Dispose(disposing);
    }
}
