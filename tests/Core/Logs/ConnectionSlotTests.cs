namespace Sdk.Tests.Logs;

public class ConnectionSlotTests
{
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(1);

    private readonly LogRig _rig = new();
    private readonly LogClock _clock = new();

    private LogServerOptions Options =>
        new()
        {
            Clock = _clock,
            IdleTimeout = Silence,
            MaxConnections = 2,
        };

    [Fact]
    public async Task A_sender_is_evicted_after_the_idle_timeout_since_its_last_record()
    {
        await using LogServer server = LogServer.Start(_rig, Options with { MaxConnections = 1 });
        using Socket first = await SpeakAsync(server, "first", 1);
        using Socket later = await LogRig.ConnectAsync(server.EndPoint);
        await later.SendAsync(Frame("later"));
        await UntilAsync(() => server.Counters.WaitingConnections == 1);

        _clock.Advance(Silence - TimeSpan.FromTicks(1));
        (server.Counters.EvictedIdle, server.Counters.Records).ShouldBe((0, 1));
        _clock.Advance(TimeSpan.FromTicks(1));

        await UntilAsync(() => server.Counters.Records == 2);
        (server.Counters.EvictedIdle, server.Counters.WaitingConnections, server.Counters.Connections).ShouldBe((1, 0, 1));
    }

    [Fact]
    public async Task A_sender_that_keeps_sending_records_is_not_evicted()
    {
        await using LogServer server = LogServer.Start(_rig, Options with { MaxConnections = 1 });
        using Socket first = await SpeakAsync(server, "0", 1);
        using Socket later = await LogRig.ConnectAsync(server.EndPoint);
        await UntilAsync(() => server.Counters.WaitingConnections == 1);
        for (int number = 1; number <= 5; number++)
        {
            _clock.Advance(Silence - TimeSpan.FromTicks(1));
            await first.SendAsync(Frame($"{number}"));
            await UntilAsync(() => server.Counters.Records == number + 1);
        }

        (server.Counters.EvictedIdle, server.Counters.WaitingConnections).ShouldBe((0, 1));
    }

    // The first sender sent the latest record, so the last record of the second is the oldest.
    [Fact]
    public async Task The_sender_with_the_oldest_last_record_is_evicted_first()
    {
        await using LogServer server = LogServer.Start(_rig, Options);
        using Socket first = await SpeakAsync(server, "first", 1);
        _clock.Advance(TimeSpan.FromSeconds(1));
        using Socket second = await SpeakAsync(server, "second", 2);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await first.SendAsync(Frame("first again"));
        await UntilAsync(() => server.Counters.Records == 3);

        _clock.Advance(TimeSpan.FromHours(1));
        using Socket later = await SpeakAsync(server, "later", 4);

        (await second.ReceiveAsync(new byte[1])).ShouldBe(0);
        await first.SendAsync(Frame("and again"));
        await UntilAsync(() => server.Counters.Records == 5);
        (server.Counters.EvictedIdle, server.Counters.Connections).ShouldBe((1, 2));
    }

    // The last record of the sender is old only because the sink has not accepted the next one.
    [Fact]
    public async Task A_sender_that_waits_for_a_slow_sink_is_not_idle()
    {
        HeldSink sink = new(_rig, isPatient: true);
        await using LogServer server = LogServer.Start(sink, Options with { MaxConnections = 1 });
        using Socket first = await LogRig.ConnectAsync(server.EndPoint);
        await first.SendAsync(Frame("first"));
        await sink.Asked.Task;
        await first.SendAsync(Frame("second"));
        using Socket later = await LogRig.ConnectAsync(server.EndPoint);
        await UntilAsync(() => server.Counters.WaitingConnections == 1);

        _clock.Advance(10 * Silence);
        sink.Ready.SetResult();
        await UntilAsync(() => server.Counters.Records == 2);

        (server.Counters.EvictedIdle, server.Counters.WaitingConnections).ShouldBe((0, 1));
        _clock.Advance(Silence);
        await UntilAsync(() => server.Counters.EvictedIdle == 1);
    }

    [Fact]
    public async Task Records_sent_before_a_sender_notices_its_eviction_are_accepted()
    {
        await using LogServer server = LogServer.Start(_rig, Options with { MaxConnections = 1 });
        using Socket first = await SpeakAsync(server, "first", 1);
        _clock.Advance(Silence);
        using Socket later = await SpeakAsync(server, "later", 2);

        await first.SendAsync(Frame("unaware"));

        await UntilAsync(() => server.Counters.Records == 3);
    }

    [Fact]
    public async Task An_evicted_sender_reconnects_and_loses_no_records()
    {
        await using LogServer server = LogServer.Start(_rig, Options with { MaxConnections = 1 });
        int dialled = 0;
        await using LogSender sender = new(
            async _ =>
            {
                Interlocked.Increment(ref dialled);
                return new NetworkStream(await LogRig.ConnectAsync(server.EndPoint), ownsSocket: true);
            },
            new LogSenderOptions { MaxReconnectDelay = TimeSpan.FromMilliseconds(100), ShutdownTimeout = TimeSpan.FromMinutes(1) }
        );
        await sender.SendAsync(LogRig.Record("before"));
        await UntilAsync(() => server.Counters.Records == 1);
        _clock.Advance(Silence);
        using (Socket other = await SpeakAsync(server, "other", 2))
        {
            await sender.SendAsync(LogRig.Record("after"));
            await UntilAsync(() => sender.SentCount == 2);
        }

        await UntilAsync(() => server.Counters.Records == 3);
        _rig.Taken.Select(taken => taken.Record.Message).ShouldBe(["before", "other", "after"], ignoreOrder: true);
        sender.DroppedCount.ShouldBe(0);
    }

    // A write to a closed connection does not fail at once: the record would be lost.
    [Fact]
    public async Task A_sender_detects_a_closed_connection_before_it_sends_the_next_record()
    {
        using TcpListener listener = new(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        await using LogSender sender = new(
            async _ => new NetworkStream(await LogRig.ConnectAsync((System.Net.IPEndPoint)listener.LocalEndpoint), ownsSocket: true),
            new LogSenderOptions { MaxReconnectDelay = TimeSpan.FromMilliseconds(100) }
        );
        await sender.SendAsync(LogRig.Record("before"));
        using (Socket first = await listener.AcceptSocketAsync())
        {
            await ReadAsync(first, Frame("before").Length);
            first.Shutdown(SocketShutdown.Send);

            await UntilEndAsync(first);
        }

        await sender.SendAsync(LogRig.Record("after"));
        using Socket second = await listener.AcceptSocketAsync();
        (await second.ReceiveAsync(new byte[1])).ShouldBe(1);
    }

    // One connection has the slot, one waits for the slot, and one waits to be accepted.
    [Fact]
    public async Task Stopping_the_server_writes_the_received_records_of_waiting_connections()
    {
        const int Records = 50;
        LogServer server = LogServer.Start(_rig, Options with { MaxConnections = 1 });
        List<Socket> sockets = [await SpeakAsync(server, "first", 1)];
        sockets.Add(await LogRig.ConnectAsync(server.EndPoint));
        await UntilAsync(() => server.Counters.WaitingConnections == 1);
        sockets.Add(await LogRig.ConnectAsync(server.EndPoint));
        foreach (Socket socket in sockets.Skip(1))
        {
            await socket.SendAsync((byte[])[.. Enumerable.Range(0, Records).SelectMany(number => Frame($"{number}"))]);
            await LogRig.UntilArrivedAsync(socket);
        }

        await server.DisposeAsync();

        server.Counters.ShouldBe(
            new LogServerCounters(1 + (2 * Records), 0, 0, 0, 0, 0, 0) { ConnectionWaits = server.Counters.ConnectionWaits }
        );
        _rig.Taken.Count.ShouldBe(1 + (2 * Records));
        sockets.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task Stopping_the_server_writes_records_that_arrived_while_the_sink_was_slow()
    {
        HeldSink sink = new(_rig, isPatient: true);
        LogServer server = LogServer.Start(sink, Options);
        using Socket socket = await LogRig.ConnectAsync(server.EndPoint);
        await socket.SendAsync(Frame("first"));
        await sink.Asked.Task;
        await socket.SendAsync((byte[])[.. Frame("second"), .. Frame("third"), .. Frame("half")[..20]]);
        await LogRig.UntilArrivedAsync(socket);

        Task ending = server.DisposeAsync().AsTask();
        sink.Ready.SetResult();
        await ending;

        _rig.Taken.Select(taken => taken.Record.Message).ShouldBe(["first", "second", "third"]);
        server.Counters.ShouldBe(new LogServerCounters(3, 0, 1, 0, 0, 0, 0));
    }

    [Fact]
    public async Task Records_not_written_before_the_shutdown_timeout_are_counted_as_lost()
    {
        HeldSink sink = new(_rig, isPatient: false);
        LogServer server = LogServer.Start(sink, Options with { MaxConnections = 1, ShutdownTimeout = TimeSpan.FromSeconds(3) });
        using Socket first = await LogRig.ConnectAsync(server.EndPoint);
        await first.SendAsync(Frame("first"));
        await sink.Asked.Task;
        using Socket waiting = await LogRig.ConnectAsync(server.EndPoint);
        await waiting.SendAsync((byte[])[.. Frame("second"), .. Frame("third")]);
        await LogRig.UntilArrivedAsync(waiting);
        await UntilAsync(() => server.Counters.WaitingConnections == 1);

        Task ending = server.DisposeAsync().AsTask();
        await UntilAsync(() => Advance(ending));
        await ending;

        (server.Counters.Records, server.Counters.Lost, server.Counters.Connections, server.Counters.WaitingConnections).ShouldBe(
            (0, 3, 0, 0)
        );
    }

    // Timers start at arbitrary times, so the clock advances repeatedly.
    private bool Advance(Task ending)
    {
        _clock.Advance(TimeSpan.FromSeconds(1));
        return ending.IsCompleted;
    }

    private static byte[] Frame(string message) => LogRig.Frame(LogRig.Record(message));

    private static async Task<Socket> SpeakAsync(LogServer server, string message, int records)
    {
        Socket socket = await LogRig.ConnectAsync(server.EndPoint);
        await socket.SendAsync(Frame(message));
        await UntilAsync(() => server.Counters.Records == records);
        return socket;
    }

    private static async Task ReadAsync(Socket socket, int count)
    {
        byte[] bytes = new byte[count];
        while (count > 0)
        {
            count -= await socket.ReceiveAsync(bytes.AsMemory(..count));
        }
    }

    private static async Task UntilEndAsync(Socket socket)
    {
        byte[] bytes = new byte[1024];
        while (await socket.ReceiveAsync(bytes) > 0)
        {
            // Only the end of the stream matters.
        }
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using CancellationTokenSource late = new(TimeSpan.FromMinutes(1));
        while (!isSo())
        {
            late.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>Accepts nothing until it is ready. A patient sink keeps waiting when the server stops.</summary>
    private sealed class HeldSink(ILogSink inner, bool isPatient) : ILogSink
    {
        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Ready { get; } = new();

        public async ValueTask WriteAsync(LogOrigin origin, IReadOnlyList<LogRecord> records, CancellationToken cancellationToken)
        {
            Asked.TrySetResult();
            await Ready.Task.WaitAsync(isPatient ? CancellationToken.None : cancellationToken);
            await inner.WriteAsync(origin, records, cancellationToken);
        }
    }
}
