using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Scalewright.Logs;

/// <summary>Takes the logs of many nodes over TCP. Understands frames of vt_cluster's agents: a length of four bytes, most significant first, then a log record as JSON.</summary>
public sealed class LogServer : IAsyncDisposable
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource _stop = new();
    private readonly LogTally _tally = new();
    private readonly LogServerOptions _options;
    private readonly ILogSink _sink;
    private readonly Socket _listener;
    private readonly SemaphoreSlim _room;
    private readonly HashSet<Task> _connections = [];
    private readonly Task _accepting;

    private LogServer(Socket listener, ILogSink sink, LogServerOptions options)
    {
        (_listener, _sink, _options) = (listener, sink, options);
        _room = new SemaphoreSlim(options.ConnectionsMax);
        EndPoint = (IPEndPoint)listener.LocalEndPoint!;
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>What it has seen so far.</summary>
    public LogCounts Counts => _tally.Counts;

    /// <summary>Begins to listen.</summary>
    /// <param name="sink">Where records go; not disposed.</param>
    /// <param name="options">How it behaves; null: the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">A limit is below 1.</exception>
    /// <exception cref="SocketException">The address cannot be listened on, as when its port is taken.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The server owns its socket.")]
    public static LogServer Start(ILogSink sink, LogServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(sink);
        LogServerOptions chosen = options ?? new LogServerOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(chosen.FrameBytesMax, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(chosen.ConnectionsMax, 1, nameof(options));
        return new LogServer(Listen(chosen), sink, chosen);
    }

    /// <summary>Frees the port and ends all connections; what had arrived has gone to the sink.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        Task[] open;
        lock (_connections)
        {
            open = [.. _connections];
        }

        await Task.WhenAll(open);
        _room.Dispose();
        _stop.Dispose();
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "It is disposed where it cannot listen, and given away otherwise.")]
    private static Socket Listen(LogServerOptions options)
    {
        Socket listener = new(options.EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(options.EndPoint);
            listener.Listen(options.ConnectionsMax);
            return listener;
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                await _room.WaitAsync(_stop.Token);
                Begin(await AcceptOneAsync());
            }
        }
        catch (Exception end) when (_stop.IsCancellationRequested && end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The server was told to stop.
        }
    }

    // A connection that is gone before it is taken is no reason to take no others; nor are too many open files, which others may close.
    private async Task<Socket> AcceptOneAsync()
    {
        while (true)
        {
            try
            {
                return await _listener.AcceptAsync(_stop.Token);
            }
            catch (SocketException) when (!_stop.IsCancellationRequested)
            {
                await Task.Delay(PauseAfterFailure, _options.Clock, _stop.Token);
            }
        }
    }

    private void Begin(Socket connection)
    {
        Task task = ServeAsync(connection);
        lock (_connections)
        {
            _connections.RemoveWhere(done => done.IsCompleted);
            _connections.Add(task);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "A sink that fails in its own way must not end the server; its records are counted as lost.")]
    private async Task ServeAsync(Socket connection)
    {
        _tally.AddConnection(1);
        try
        {
            await using NetworkStream stream = new(connection, ownsSocket: true);
            IPAddress address = ((IPEndPoint)connection.RemoteEndPoint!).Address;
            await new LogReceiver(address, _options.Origins, _sink, _tally, _options.FrameBytesMax).ReceiveAsync(stream, _stop.Token);
        }
        catch (Exception failure)
        {
            _tally.AddLost(failure is OperationCanceledException or SocketException or ObjectDisposedException ? 0 : 1);
        }
        finally
        {
            _tally.AddConnection(-1);
            _room.Release();
        }
    }
}
