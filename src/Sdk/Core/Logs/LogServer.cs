namespace Scalewright.Logs;

/// <summary>Takes the logs of many nodes over TCP. Understands frames of vt_cluster's agents: a length of four bytes, most significant first, then a log record as JSON.</summary>
/// <remarks>
/// A sender that greets with an id gets acknowledgements, frames <c>{"scalewright": 1, "received": NUMBER}</c>: one at once, and one after each hand-over to the sink. NUMBER counts its frames behind
/// the greeting over all of its connections. What is not acknowledged it sends again, and nothing is taken twice: by this server, and after its end where the sink is an <see cref="ILogReceiptSink"/>.
/// </remarks>
public sealed class LogServer : IAsyncDisposable
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan FarewellMax = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan DeadlineMax = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _end = new();
    private readonly LogTally _tally = new();
    private readonly LogServerOptions _options;
    private readonly ILogSink _sink;
    private readonly Socket _listener;
    private readonly SemaphoreSlim _open;
    private readonly LogPlaces _places;
    private readonly LogRoom _room;
    private readonly LogSessions _sessions = new();
    private readonly HashSet<Task> _connections = [];
    private readonly Task _accepting;

    private LogServer(Socket listener, ILogSink sink, LogServerOptions options)
    {
        (_listener, _sink, _options) = (listener, sink, options);
        _open = new SemaphoreSlim((int)Math.Min(options.ConnectionsMax * 2L, int.MaxValue));
        _places = new LogPlaces(options, _tally, _stop.Token);
        _room = new LogRoom(options.HeldBytesMax, _tally);
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
    /// <exception cref="ArgumentOutOfRangeException">A limit is below 1, or a deadline below a millisecond or above the 49 days that a timer can be set to.</exception>
    /// <exception cref="SocketException">The address cannot be listened on, as when its port is taken.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The server owns its socket.")]
    public static LogServer Start(ILogSink sink, LogServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(sink);
        LogServerOptions chosen = options ?? new LogServerOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(chosen.FrameBytesMax, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(chosen.ConnectionsMax, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(chosen.HeldBytesMax, 1, nameof(options));
        CheckDeadline(chosen.FrameDeadline, nameof(options));
        CheckDeadline(chosen.SilenceMax, nameof(options));
        CheckDeadline(chosen.EndDeadline, nameof(options));
        return new LogServer(Listen(chosen), sink, chosen);
    }

    /// <summary>Frees the port and ends all connections, also those that wait; what had arrived has gone to the sink, or is counted as lost when the sink does not take it within the deadline.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        await _stop.CancelAsync();
        await _accepting;
        await using (_options.Clock.CreateTimer(static end => ((CancellationTokenSource)end!).Cancel(), _end, _options.EndDeadline, Timeout.InfiniteTimeSpan))
        {
            await AcceptArrivedAsync();
            _listener.Dispose();
            while (Served() is { Length: > 0 } served)
            {
                await Task.WhenAll(served);
            }
        }

        _places.Dispose();
        _sessions.Dispose();
        _open.Dispose();
        _end.Dispose();
        _stop.Dispose();
    }

    private static void CheckDeadline(TimeSpan deadline, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(deadline, TimeSpan.FromMilliseconds(1), name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(deadline, DeadlineMax, name);
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
                await _open.WaitAsync(_stop.Token);
                Enter(await AcceptOneAsync());
            }
        }
        catch (Exception end) when (_stop.IsCancellationRequested && end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The server was told to stop.
        }
    }

    // Senders whose connection stands already know nothing of the end. No more of them than the system may have kept.
    private async Task AcceptArrivedAsync()
    {
        try
        {
            for (int i = 0; i <= _options.ConnectionsMax && _listener.Poll(0, SelectMode.SelectRead); i++)
            {
                Enter(await _listener.AcceptAsync(_end.Token));
            }
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException)
        {
            // It is gone, or cannot be had: the others end with the listener.
        }
    }

    private void Enter(Socket connection)
    {
        if (_places.Enter(connection) is { } place)
        {
            Begin(connection, place);
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

    private void Begin(Socket connection, LogPlace place)
    {
        Task task = ServeAsync(connection, place);
        lock (_connections)
        {
            _connections.RemoveWhere(done => done.IsCompleted);
            _connections.Add(task);
        }
    }

    // Who waited begins when another ends, so that there may be more of them a moment later.
    private Task[] Served()
    {
        lock (_connections)
        {
            return [.. _connections.Where(task => !task.IsCompleted)];
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "A sink that fails in its own way must not end the server; its records are counted as lost.")]
    private async Task ServeAsync(Socket connection, LogPlace place)
    {
        bool hasLeft = false;
        _tally.AddConnection(1);
        try
        {
            // Many that waited may be at their end already: each begins anew, not within the end of the one before.
            await Task.Yield();
            using (connection)
            {
                await using NetworkStream stream = new(connection, ownsSocket: true);
                using LogReceiver receiver = new(stream, _options, _sink, _tally, _room, place, _sessions, _end.Token);
                bool goesOn = await receiver.ReceiveAsync();
                if (goesOn && !_stop.IsCancellationRequested)
                {
                    connection.Shutdown(SocketShutdown.Send);
                    hasLeft = true;
                    Leave(place);
                    goesOn = await TakeLeaveAsync(receiver);
                }

                await (goesOn ? receiver.ReceiveArrivedAsync() : Task.CompletedTask);
            }
        }
        catch (Exception failure)
        {
            _tally.AddLost(failure is OperationCanceledException or SocketException or ObjectDisposedException ? 0 : 1);
        }
        finally
        {
            if (!hasLeft)
            {
                Leave(place);
            }

            LetNextIn();
        }
    }

    // The place is another's. Who sees that the server has ended its side ends its own, and what it wrote until then is not lost.
    private async Task<bool> TakeLeaveAsync(LogReceiver receiver)
    {
        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        await using ITimer timer = _options.Clock.CreateTimer(static late => ((CancellationTokenSource)late!).Cancel(), late, FarewellMax, Timeout.InfiniteTimeSpan);
        return await receiver.ReceiveLastAsync(late.Token);
    }

    private void Leave(LogPlace place)
    {
        _tally.AddConnection(-1);
        if (_places.Leave(place) is { } next)
        {
            Begin(next.Connection, next.Place);
        }
    }

    private void LetNextIn()
    {
        if (!_stop.IsCancellationRequested)
        {
            _open.Release();
        }
    }
}
