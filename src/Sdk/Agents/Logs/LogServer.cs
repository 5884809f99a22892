namespace Scalewright.Logs;

/// <summary>Receives the logs of many nodes over TCP, with the frames of vt_cluster's agents.</summary>
/// <remarks>A frame is a length of four bytes, big-endian, and a log record as JSON. A sender whose handshake contains
/// an ID gets acknowledgements, frames <c>{"scalewright": 1, "received": NUMBER}</c>: one immediately, and one after
/// each batch passed to the sink. NUMBER counts the frames after the handshake, over all connections of the sender. The
/// sender resends unacknowledged records. The server stores no duplicates, and neither does a restarted server if the
/// sink is an <see cref="ICheckpointedLogSink"/>.</remarks>
public sealed class LogServer : IAsyncDisposable
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxDeadline = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _end = new();
    private readonly LogCounterAccumulator _counters = new();
    private readonly LogServerOptions _options;
    private readonly ILogSink _sink;
    private readonly Socket _listener;
    private readonly SemaphoreSlim _open;
    private readonly ConnectionSlots _slots;
    private readonly BufferBudget _budget;
    private readonly LogSessions _sessions = new();
    private readonly HashSet<Task> _connections = [];
    private readonly Task _accepting;

    private LogServer(Socket listener, ILogSink sink, LogServerOptions options)
    {
        (_listener, _sink, _options) = (listener, sink, options);
        _open = new SemaphoreSlim((int)Math.Min(options.MaxConnections * 2L, int.MaxValue));
        _slots = new ConnectionSlots(options, _counters, _stop.Token);
        _budget = new BufferBudget(options.MaxBufferedBytes, _counters);
        EndPoint = (IPEndPoint)listener.LocalEndPoint!;
        _accepting = AcceptAsync();
    }

    /// <summary>Local endpoint.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Current counters.</summary>
    public LogServerCounters Counters => _counters.Counts;

    /// <summary>Starts listening.</summary>
    /// <param name="sink">Receives the records. Not disposed.</param>
    /// <param name="options">Options; null: the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">A limit is below 1, or a timeout is below a millisecond or above
    /// 49 days, the maximum of a timer.</exception>
    /// <exception cref="SocketException">Listening failed, for example because the port is in use.</exception>
    public static LogServer Start(ILogSink sink, LogServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(sink);
        LogServerOptions chosen = options ?? new LogServerOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(chosen.MaxFrameBytes, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(chosen.MaxConnections, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(chosen.MaxBufferedBytes, 1, nameof(options));
        CheckDeadline(chosen.FrameTimeout, nameof(options));
        CheckDeadline(chosen.IdleTimeout, nameof(options));
        CheckDeadline(chosen.ShutdownTimeout, nameof(options));
        return new LogServer(Listen(chosen), sink, chosen);
    }

    /// <summary>Frees the port and ends all connections, including waiting ones.</summary>
    /// <remarks>Data that has arrived is passed to the sink, or counted as lost if the sink does not store it before
    /// the timeout.</remarks>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        await _stop.CancelAsync();
        await _accepting;
        await using (
            _options.Clock.CreateTimer(
                static end => ((CancellationTokenSource)end!).Cancel(),
                _end,
                _options.ShutdownTimeout,
                Timeout.InfiniteTimeSpan
            )
        )
        {
            await AcceptArrivedAsync();
            _listener.Dispose();
            while (Served() is { Length: > 0 } served)
            {
                await Task.WhenAll(served);
            }
        }

        _slots.Dispose();
        _sessions.Dispose();
        _open.Dispose();
        _end.Dispose();
        _stop.Dispose();
    }

    private static void CheckDeadline(TimeSpan deadline, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(deadline, TimeSpan.FromMilliseconds(1), name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(deadline, MaxDeadline, name);
    }

    private static Socket Listen(LogServerOptions options)
    {
        Socket listener = new(options.EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(options.EndPoint);
            listener.Listen(options.MaxConnections);
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
        catch (Exception failure)
            when (_stop.IsCancellationRequested && failure is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The server stops.
        }
    }

    // Senders with a connection in the backlog cannot detect that the server stops. Accepts at most as many connections
    // as the backlog can hold.
    private async Task AcceptArrivedAsync()
    {
        try
        {
            for (int i = 0; i <= _options.MaxConnections && _listener.Poll(0, SelectMode.SelectRead); i++)
            {
                Enter(await _listener.AcceptAsync(_end.Token));
            }
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException)
        {
            // The connection has ended or cannot be accepted. The others end with the listener.
        }
    }

    private void Enter(Socket connection)
    {
        if (_slots.Enter(connection) is { } slot)
        {
            StartServing(connection, slot);
        }
    }

    // A connection that ends before it is accepted must not end the loop. Neither must too many open files, as other
    // code may close some.
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

    private void StartServing(Socket connection, ConnectionSlot slot)
    {
        Task task = ServeAsync(connection, slot);
        lock (_connections)
        {
            _connections.RemoveWhere(done => done.IsCompleted);
            _connections.Add(task);
        }
    }

    // A waiting connection starts when another ends, so there may be more a moment later.
    private Task[] Served()
    {
        lock (_connections)
        {
            return [.. _connections.Where(task => !task.IsCompleted)];
        }
    }

    [SuppressMessage(
        "Design",
        "CA1031",
        Justification = "A sink that fails in its own way must not end the server; its records are counted as lost."
    )]
    private async Task ServeAsync(Socket connection, ConnectionSlot slot)
    {
        bool hasLeft = false;
        _counters.AddConnection(1);
        try
        {
            // Many waiting connections may have ended already. Each must start separately, not within the end of the
            // previous one.
            await Task.Yield();
            using (connection)
            {
                await using NetworkStream stream = new(connection, ownsSocket: true);
                using LogReceiver receiver = new(stream, _options, _sink, _counters, _budget, slot, _sessions, _end.Token);
                bool canContinue = await receiver.ReceiveAsync();
                if (canContinue && !_stop.IsCancellationRequested)
                {
                    connection.Shutdown(SocketShutdown.Send);
                    hasLeft = true;
                    Leave(slot);
                    canContinue = await DrainAsync(receiver);
                }

                if (canContinue)
                {
                    await receiver.ReceiveArrivedAsync();
                }
            }
        }
        catch (Exception failure)
        {
            _counters.AddLost(failure is OperationCanceledException or SocketException or ObjectDisposedException ? 0 : 1);
        }
        finally
        {
            if (!hasLeft)
            {
                Leave(slot);
            }

            LetNextIn();
        }
    }

    // The slot is assigned to another connection. The sender detects that the server has closed its side and closes the
    // connection; the data sent until then is not lost.
    private async Task<bool> DrainAsync(LogReceiver receiver)
    {
        using CancellationTokenSource timeoutSource = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        await using ITimer timer = _options.Clock.CreateTimer(
            static source => ((CancellationTokenSource)source!).Cancel(),
            timeoutSource,
            DrainTimeout,
            Timeout.InfiniteTimeSpan
        );
        return await receiver.ReceiveLastAsync(timeoutSource.Token);
    }

    private void Leave(ConnectionSlot slot)
    {
        _counters.AddConnection(-1);
        if (_slots.Leave(slot) is { } next)
        {
            StartServing(next.Connection, next.Place);
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
