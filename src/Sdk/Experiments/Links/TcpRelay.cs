using System.Threading.Channels;

namespace Scalewright.Experiments.Links;

/// <summary>
/// Relays TCP connections from <see cref="EndPoint"/> to a target and delays and limits the traffic, for systems whose
/// kernel cannot do so. TCP has no loss, duplication or reordering of bytes, so rules with those are rejected. Bytes
/// never arrive earlier than the rule requires; on a busy machine they may arrive later.
/// </summary>
public sealed class TcpRelay : IAsyncDisposable
{
    private const int MaxConnections = 1000;
    private readonly LinkImpairment _rule;
    private readonly IPEndPoint _target;
    private readonly TimeProvider _clock;
    private readonly Socket _listener;
    private readonly Random _random;
    private readonly CancellationTokenSource _ending = new();
    private readonly SemaphoreSlim _places = new(MaxConnections);
    private readonly HashSet<Task> _connections = [];
    private readonly Lock _gate = new();
    private Task _accepting = Task.CompletedTask;

    private TcpRelay(LinkImpairment rule, Socket listener, IPEndPoint target, int seed, TimeProvider clock) =>
        (_rule, _listener, _target, _random, _clock) = (rule, listener, target, new Random(seed), clock);

    /// <summary>The local endpoint of the listener.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndPoint!;

    /// <summary>Starts the relay.</summary>
    /// <param name="rule">The rule. Its <c>From</c> are the clients, its <c>To</c> is the target.</param>
    /// <param name="listen">The endpoint to listen on; port 0 selects a free port.</param>
    /// <param name="target">The endpoint to which connections are relayed.</param>
    /// <param name="seed">Seed of the jitter.</param>
    /// <param name="clock">The clock; null for the system clock.</param>
    /// <exception cref="ExperimentException">The rule is not valid, or a byte stream does not support it.</exception>
    /// <exception cref="SocketException">The endpoint cannot be used.</exception>
    public static TcpRelay Start(
        LinkImpairment rule, IPEndPoint listen, IPEndPoint target, int seed, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(listen);
        rule.Require("a relay of TCP", (rule.Loss > 0, "loss"), (rule.Duplication > 0, "duplicate"),
            (rule.Reordering > 0, "reorder"), (rule.Correlation > 0, "correlation"));
        Socket listener = new(listen.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(listen);
            listener.Listen();
        }
        catch
        {
            listener.Dispose();
            throw;
        }

        TcpRelay relay = new(rule, listener, target, seed, clock ?? TimeProvider.System);
        relay._accepting = relay.AcceptAsync();
        return relay;
    }

    /// <summary>Stops the relay and closes all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(Under());
        _places.Dispose();
        _ending.Dispose();
    }

    private Task[] Under()
    {
        lock (_gate)
        {
            return [.. _connections];
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                // When all slots are in use, new clients wait in the kernel's backlog.
                await _places.WaitAsync(_ending.Token);
                Socket client = await _listener.AcceptAsync(_ending.Token);
                Task carrying = CarryAsync(client);
                lock (_gate)
                {
                    _connections.RemoveWhere(task => task.IsCompleted);
                    _connections.Add(carrying);
                }
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task CarryAsync(Socket client)
    {
        using Socket from = client;
        using Socket to = new(_target.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        using CancellationTokenSource broken = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token);
        try
        {
            from.NoDelay = to.NoDelay = true;
            await to.ConnectAsync(_target, broken.Token);
            LinkImpairment back = _rule.IsSymmetric ? _rule : new LinkImpairment(_rule.To, _rule.From);
            await Task.WhenAll(PipeAsync(_rule, from, to, broken), PipeAsync(back, to, from, broken));
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException)
        {
            // The target refused the connection, one side disconnected, or the relay stops. The other side sees a
            // closed connection.
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task PipeAsync(LinkImpairment rule, Socket from, Socket to, CancellationTokenSource broken)
    {
        int seed;
        lock (_gate)
        {
            seed = _random.Next();
        }

        try
        {
            await new DelayedPipe(rule, seed, _clock).CarryAsync(from, to, broken.Token);
        }
        catch
        {
            // A failure in one direction stops the other direction too.
            await broken.CancelAsync();
            throw;
        }
    }
}

/// <summary>One direction of a connection. Each chunk has the time from which it may be forwarded.</summary>
internal sealed class DelayedPipe(LinkImpairment rule, int seed, TimeProvider clock)
{
    // Bytes in flight, sufficient for a fast link with a long delay. Beyond it the sender waits, as for a full TCP
    // window.
    private const int PieceBytes = 16 * 1024;
    private const int MaxPieces = 4096;

    private readonly Random _random = new(seed);
    private readonly Channel<(byte[] Bytes, long Due)> _way =
        Channel.CreateBounded<(byte[], long)>(new BoundedChannelOptions(
            MaxPieces) { SingleReader = true, SingleWriter = true, AllowSynchronousContinuations = true });

    // In clock ticks: when the link has sent all accepted bytes, and when the last chunk may be forwarded.
    private long _free;
    private long _last;

    /// <summary>Forwards bytes until the sender closes its side, then closes this direction of the target.</summary>
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

    /// <summary>Returns when a chunk accepted now may be forwarded: after earlier ones, at the link's rate.</summary>
    private long DueOf(int count)
    {
        long now = clock.GetTimestamp();
        _free = Math.Max(now, _free)
            + (rule.MaxBytesPerSecond is { } rate ? Ticks(TimeSpan.FromSeconds((double)count / rate)) : 0);
        TimeSpan jitter = rule.Jitter > TimeSpan.Zero ? (2 * _random.NextDouble() - 1) * rule.Jitter : TimeSpan.Zero;
        _last = Math.Max(_last, _free + Ticks(rule.Delay + jitter));
        return _last;
    }

    private long Ticks(TimeSpan time) => (long)Math.Ceiling(time.TotalSeconds * clock.TimestampFrequency);

    // A timer may fire a fraction of a millisecond early.
    private async Task WaitAsync(long due, CancellationToken cancellationToken)
    {
        long now;
        while ((now = clock.GetTimestamp()) < due)
        {
            TimeSpan left = TimeSpan.FromSeconds((double)(due - now) / clock.TimestampFrequency);
            await Task.Delay(
                TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(left.TotalMilliseconds))), clock, cancellationToken);
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
