using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Scalewright.Experiments.Links;

/// <summary>
/// A program between two sockets that delays and slows what passes, where the kernel cannot: connections to <see cref="EndPoint"/> go on to the target, later. It carries the bytes of TCP, of
/// which none may be lost, doubled or overtaken, so rules with those are refused. Bytes never arrive earlier than the rule says; on a busy machine they arrive later.
/// </summary>
public sealed class LinkRelay : IAsyncDisposable
{
    private const int ConnectionsMax = 1000;
    private readonly LinkRule _rule;
    private readonly IPEndPoint _target;
    private readonly TimeProvider _clock;
    private readonly Socket _listener;
    private readonly Random _random;
    private readonly CancellationTokenSource _ending = new();
    private readonly SemaphoreSlim _places = new(ConnectionsMax);
    private readonly HashSet<Task> _connections = [];
    private readonly Lock _gate = new();
    private Task _accepting = Task.CompletedTask;

    private LinkRelay(LinkRule rule, Socket listener, IPEndPoint target, int seed, TimeProvider clock) =>
        (_rule, _listener, _target, _random, _clock) = (rule, listener, target, new Random(seed), clock);

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndPoint!;

    /// <summary>Begins to listen.</summary>
    /// <param name="rule">The rule; those who connect are its <c>From</c>, the target is its <c>To</c>.</param>
    /// <param name="listen">Where to listen; port 0 for any that is free.</param>
    /// <param name="target">Where connections go on to.</param>
    /// <param name="seed">Decides the jitter.</param>
    /// <param name="clock">Time; null: the system's.</param>
    /// <exception cref="ExperimentException">The rule cannot be, or a stream of bytes cannot have it.</exception>
    /// <exception cref="SocketException">It cannot listen there.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The relay is given to the caller, and the socket with it.")]
    public static LinkRelay Start(LinkRule rule, IPEndPoint listen, IPEndPoint target, int seed, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(listen);
        rule.Require("a relay of TCP", (rule.Loss > 0, "loss"), (rule.Duplicate > 0, "duplicate"), (rule.Reorder > 0, "reorder"), (rule.Correlation > 0, "correlation"));
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

        LinkRelay relay = new(rule, listener, target, seed, clock ?? TimeProvider.System);
        relay._accepting = relay.AcceptAsync();
        return relay;
    }

    /// <summary>Ends all connections.</summary>
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
                // Who comes when all places are taken waits in the kernel's queue.
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
            // It was ended.
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
            LinkRule back = _rule.IsSymmetric ? _rule : new LinkRule(_rule.To, _rule.From);
            await Task.WhenAll(PipeAsync(_rule, from, to, broken), PipeAsync(back, to, from, broken));
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException)
        {
            // Nobody listens there, one of both has gone, or the relay ends: the other one sees a closed connection.
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task PipeAsync(LinkRule rule, Socket from, Socket to, CancellationTokenSource broken)
    {
        int seed;
        lock (_gate)
        {
            seed = _random.Next();
        }

        try
        {
            await new LinkPipe(rule, seed, _clock).CarryAsync(from, to, broken.Token);
        }
        catch
        {
            // What is broken in one direction is in the other.
            await broken.CancelAsync();
            throw;
        }
    }
}
