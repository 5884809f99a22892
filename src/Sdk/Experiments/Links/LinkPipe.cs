using System.Net.Sockets;
using System.Threading.Channels;

namespace Scalewright.Experiments.Links;

/// <summary>One direction of a relayed connection: pieces of bytes, each with the time from which on it may be passed on.</summary>
internal sealed class LinkPipe(LinkRule rule, int seed, TimeProvider clock)
{
    // What is on its way: as much as a fast link with a long delay holds. Beyond it the sender is held back, as by a full window.
    private const int PieceBytes = 16 * 1024;
    private const int PiecesMax = 4096;

    private readonly Random _random = new(seed);
    private readonly Channel<(byte[] Bytes, long Due)> _way = Channel.CreateBounded<(byte[], long)>(new BoundedChannelOptions(PiecesMax) { SingleReader = true, SingleWriter = true, AllowSynchronousContinuations = true });

    // In ticks of the clock: when the link has sent all that it took, and when the last piece may be passed on.
    private long _free;
    private long _last;

    /// <summary>Carries bytes until there are no more, and closes that direction behind the last.</summary>
    public async Task CarryAsync(Socket from, Socket to, CancellationToken cancellationToken)
    {
        using CancellationTokenSource broken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task taking = TakeAsync(from, broken.Token);
        try
        {
            await foreach ((byte[] bytes, long due) in _way.Reader.ReadAllAsync(broken.Token))
            {
                await WaitAsync(due, broken.Token);
                await SendAsync(to, bytes, broken.Token);
            }

            await taking;
            to.Shutdown(SocketShutdown.Send);
        }
        finally
        {
            await broken.CancelAsync();
        }
    }

    private async Task TakeAsync(Socket from, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[PieceBytes];
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer, cancellationToken)) > 0)
            {
                await _way.Writer.WriteAsync((buffer[..count], DueOf(count)), cancellationToken);
            }

            _way.Writer.Complete();
        }
        catch (Exception end) when (end is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            _way.Writer.Complete(end);
        }
    }

    /// <summary>When a piece that is taken now may be passed on: after those before it, at the link's rate, and the delay later.</summary>
    private long DueOf(int count)
    {
        long now = clock.GetTimestamp();
        _free = Math.Max(now, _free) + (rule.BytesPerSecond is { } rate ? Ticks(TimeSpan.FromSeconds((double)count / rate)) : 0);
        TimeSpan jitter = rule.Jitter > TimeSpan.Zero ? (2 * _random.NextDouble() - 1) * rule.Jitter : TimeSpan.Zero;
        _last = Math.Max(_last, _free + Ticks(rule.Delay + jitter));
        return _last;
    }

    private long Ticks(TimeSpan time) => (long)Math.Ceiling(time.TotalSeconds * clock.TimestampFrequency);

    // A timer may be some of a millisecond early.
    private async Task WaitAsync(long due, CancellationToken cancellationToken)
    {
        long now;
        while ((now = clock.GetTimestamp()) < due)
        {
            TimeSpan left = TimeSpan.FromSeconds((double)(due - now) / clock.TimestampFrequency);
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(left.TotalMilliseconds))), clock, cancellationToken);
        }
    }

    private static async Task SendAsync(Socket to, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await to.SendAsync(bytes, cancellationToken)..];
        }
    }
}
