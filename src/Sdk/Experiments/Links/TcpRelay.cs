using System.Threading.Channels;

namespace Scalewright.Experiments.Links;

/// <summary>
/// Relays TCP connections from <see cref="EndPoint"/> to a target with delay and limited bandwidth, for systems whose
/// kernel cannot emulate links. TCP never loses, duplicates or reorders bytes, so rules with these impairments are
/// rejected. Bytes never arrive earlier than the rule requires. On a busy machine, they can arrive later.
/// </summary>
public sealed class TcpRelay : IAsyncDisposable
{
    private const int MaxConnections = 1000;
    private readonly LinkImpairment _rule;
    private readonly IPEndPoint _target;
    private readonly TimeProvider _clock;
    private readonly Socket _listener;
    private readonly Random _random;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _slots = new(MaxConnections);
    private readonly HashSet<Task> _connections = [];
    private readonly Lock _gate = new();
    private Task _accepting = Task.CompletedTask;

    private TcpRelay(LinkImpairment rule, Socket listener, IPEndPoint target, int seed, TimeProvider clock) =>
        (_rule, _listener, _target, _random, _clock) = (rule, listener, target, new Random(seed), clock);

    /// <summary>Local endpoint that accepts connections.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndPoint!;

    /// <summary>Starts the relay.</summary>
    /// <param name="rule">Rule for the link. <c>From</c> denotes the clients, and <c>To</c> the target.</param>
    /// <param name="listen">The endpoint to listen on; port 0 selects a free port.</param>
    /// <param name="target">The endpoint to which connections are relayed.</param>
    /// <param name="seed">Seed for the jitter.</param>
    /// <param name="clock">The clock; null for the system clock.</param>
    /// <exception cref="ExperimentException">The rule is invalid, or TCP does not support it.</exception>
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
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(GetConnections());
        _slots.Dispose();
        _stopping.Dispose();
    }

    private Task[] GetConnections()
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
                await _slots.WaitAsync(_stopping.Token);
                Socket client = await _listener.AcceptAsync(_stopping.Token);
                Task connection = RelayAsync(client);
                lock (_gate)
                {
                    _connections.RemoveWhere(task => task.IsCompleted);
                    _connections.Add(connection);
                }
            }
        }
        catch (Exception exception) when (exception
            is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The relay stops.
        }
    }

    private async Task RelayAsync(Socket client)
    {
        using Socket from = client;
        using Socket to = new(_target.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        using CancellationTokenSource stopSource = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        try
        {
            from.NoDelay = to.NoDelay = true;
            await to.ConnectAsync(_target, stopSource.Token);
            LinkImpairment reverseRule = _rule.IsSymmetric ? _rule : new LinkImpairment(_rule.To, _rule.From);
            await Task.WhenAll(PipeAsync(_rule, from, to, stopSource), PipeAsync(reverseRule, to, from, stopSource));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            // The target refused the connection, one side disconnected, or the relay stops. The other side sees a
            // closed connection.
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task PipeAsync(LinkImpairment rule, Socket from, Socket to, CancellationTokenSource stopSource)
    {
        int seed;
        lock (_gate)
        {
            seed = _random.Next();
        }

        try
        {
            await new DelayedPipe(rule, seed, _clock).RelayAsync(from, to, stopSource.Token);
        }
        catch
        {
            // A failure in one direction stops the other direction too.
            await stopSource.CancelAsync();
            throw;
        }
    }
}

/// <summary>Forwards one direction of a connection. Holds each chunk until its due time.</summary>
internal sealed class DelayedPipe(LinkImpairment rule, int seed, TimeProvider clock)
{
    // Limits the bytes in flight. The limit is sufficient for a fast link with a long delay. At the limit, the sender
    // waits, as for a full TCP window.
    private const int ChunkBytes = 16 * 1024;
    private const int MaxChunks = 4096;

    private readonly Random _random = new(seed);
    private readonly Channel<(byte[] Bytes, long Due)> _chunks =
        Channel.CreateBounded<(byte[], long)>(new BoundedChannelOptions(
            MaxChunks) { SingleReader = true, SingleWriter = true, AllowSynchronousContinuations = true });

    // Clock timestamps: when the link has sent all accepted bytes, and when the last chunk may be forwarded.
    private long _linkFreeAt;
    private long _lastDueAt;

    /// <summary>Forwards bytes until the sender closes its side, then closes this direction of the target.</summary>
    public async Task RelayAsync(Socket from, Socket to, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stopSource = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task receiving = ReadAsync(from, stopSource.Token);
        try
        {
            await foreach ((byte[] bytes, long due) in _chunks.Reader.ReadAllAsync(stopSource.Token))
            {
                await WaitAsync(due, stopSource.Token);
                await SendAsync(to, bytes, stopSource.Token);
            }

            await receiving;
            to.Shutdown(SocketShutdown.Send);
        }
        finally
        {
            await stopSource.CancelAsync();
        }
    }

    private async Task ReadAsync(Socket from, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[ChunkBytes];
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer, cancellationToken)) > 0)
            {
                await _chunks.Writer.WriteAsync((buffer[..count], ComputeDueTime(count)), cancellationToken);
            }

            _chunks.Writer.Complete();
        }
        catch (Exception exception) when (exception
            is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            _chunks.Writer.Complete(exception);
        }
    }

    /// <summary>Returns the due time of a chunk that arrives now, in order and at the rate of the link.</summary>
    private long ComputeDueTime(int count)
    {
        long now = clock.GetTimestamp();
        _linkFreeAt = Math.Max(now, _linkFreeAt)
            + (rule.MaxBytesPerSecond is { } rate ? Ticks(TimeSpan.FromSeconds((double)count / rate)) : 0);
        TimeSpan jitter = rule.Jitter > TimeSpan.Zero ? (2 * _random.NextDouble() - 1) * rule.Jitter : TimeSpan.Zero;
        _lastDueAt = Math.Max(_lastDueAt, _linkFreeAt + Ticks(rule.Delay + jitter));
        return _lastDueAt;
    }

    private long Ticks(TimeSpan duration) => (long)Math.Ceiling(duration.TotalSeconds * clock.TimestampFrequency);

    // Checks the clock again, because a timer can fire a fraction of a millisecond early.
    private async Task WaitAsync(long due, CancellationToken cancellationToken)
    {
        long now;
        while ((now = clock.GetTimestamp()) < due)
        {
            TimeSpan remaining = TimeSpan.FromSeconds((double)(due - now) / clock.TimestampFrequency);
            await Task.Delay(
                TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(remaining.TotalMilliseconds))),
                clock,
                cancellationToken);
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
