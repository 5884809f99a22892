namespace Sdk.Tests.Logs;

public class LogLimitTests
{
    private const int KiB = 1024;
    private const int ChunkBytes = 64 * KiB;

    private readonly LogRig _rig = new();
    private readonly LogClock _clock = new();

    private LogServerOptions Options =>
        new()
        {
            Clock = _clock,
            FrameTimeout = TimeSpan.FromMinutes(1),
            IdleTimeout = TimeSpan.FromDays(1),
        };

    [Fact]
    public async Task An_incomplete_frame_closes_its_connection_at_the_timeout_and_is_counted()
    {
        await using LogServer server = LogServer.Start(_rig, Options);
        using Socket socket = await LogRig.ConnectAsync(server.EndPoint);
        await socket.SendAsync(Header(1000));
        await UntilAsync(() => _clock.Waits == 1);

        _clock.Advance(TimeSpan.FromMinutes(1));
        await UntilAsync(() => server.Counters.Connections == 0);

        server.Counters.ShouldBe(new LogServerCounters(0, 0, 0, 0, 0, 0, 0) { TimedOut = 1 });
    }

    // After a malformed frame, the server searches for the start of the next frame. This search must time out too.
    [Fact]
    public async Task Data_after_a_malformed_frame_times_out_and_releases_its_memory()
    {
        await using LogServer server = LogServer.Start(_rig, Options);
        using Socket socket = await LogRig.ConnectAsync(server.EndPoint);
        await socket.SendAsync((byte[])[.. Framed("{\"a\":"), .. "12345678"u8]);
        await UntilAsync(() => _clock.Waits == 1);
        server.Counters.BufferedBytes.ShouldBe(ChunkBytes);

        _clock.Advance(TimeSpan.FromMinutes(1));
        await UntilAsync(() => server.Counters.Connections == 0);

        server.Counters.ShouldBe(new LogServerCounters(0, 1, 0, 0, 0, 0, 0) { TimedOut = 1 });
    }

    [Fact]
    public async Task A_frame_that_arrives_byte_by_byte_does_not_extend_its_timeout()
    {
        await using LogServer server = LogServer.Start(_rig, Options);
        using Socket socket = await LogRig.ConnectAsync(server.EndPoint);
        await socket.SendAsync(Header(1000));
        for (int number = 1; number <= 5; number++)
        {
            await UntilAsync(() => _clock.Waits == number);
            _clock.Advance(TimeSpan.FromSeconds(10));
            await socket.SendAsync("{"u8.ToArray());
        }

        await UntilAsync(() => _clock.Waits == 6);
        server.Counters.TimedOut.ShouldBe(0);
        _clock.Advance(TimeSpan.FromSeconds(10));

        await UntilAsync(() => server.Counters.TimedOut == 1);
    }

    [Fact]
    public async Task An_idle_sender_between_frames_stays_connected_and_holds_no_memory()
    {
        await using LogServer server = LogServer.Start(_rig, Options);
        using Socket socket = await LogRig.ConnectAsync(server.EndPoint);
        await socket.SendAsync(LogRig.Frame(LogRig.Record("before")));
        await UntilAsync(() => server.Counters is { Records: 1, BufferedBytes: 0 });

        _clock.Advance(TimeSpan.FromDays(30));
        await socket.SendAsync(LogRig.Frame(LogRig.Record("after")));

        await UntilAsync(() => server.Counters.Records == 2);
        server.Counters.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task Time_spent_by_a_slow_sink_does_not_count_toward_the_frame_timeout()
    {
        SlowSink slowSink = new(_rig);
        byte[] frame = LogRig.Frame(LogRig.Record("after"));
        await using LogServer server = LogServer.Start(slowSink, Options);
        using Socket socket = await LogRig.ConnectAsync(server.EndPoint);
        await socket.SendAsync((byte[])[.. LogRig.Frame(LogRig.Record("before")), .. frame[..20]]);

        await slowSink.WriteStarted.Task;
        _clock.Advance(TimeSpan.FromHours(1));
        slowSink.WriteReleased.SetResult();
        await UntilAsync(() => _clock.Waits == 1);
        await socket.SendAsync(frame[20..]);

        await UntilAsync(() => server.Counters.Records == 2);
        server.Counters.TimedOut.ShouldBe(0);
    }

    // 256 frames of 16 MiB declare 4 GiB; each buffers only the chunk with its first bytes.
    [Fact]
    public async Task A_declared_frame_length_reserves_no_memory()
    {
        const int Senders = 256;
        await using LogServer server = LogServer.Start(_rig, Options);
        List<Socket> sockets = [];
        for (int i = 0; i < Senders; i++)
        {
            sockets.Add(await LogRig.ConnectAsync(server.EndPoint));
            await sockets[i].SendAsync((byte[])[.. Header(16 * KiB * KiB), .. "{\"msg\":"u8]);
        }

        await UntilAsync(() => _clock.Waits == Senders);

        server.Counters.BufferedBytes.ShouldBe(Senders * ChunkBytes);
        sockets.ForEach(socket => socket.Dispose());
        await UntilAsync(() => server.Counters is { Connections: 0, BufferedBytes: 0 });
        server.Counters.Truncated.ShouldBe(Senders);
    }

    [Fact]
    public async Task Incomplete_frames_of_all_connections_stay_within_the_memory_limit_and_all_arrive()
    {
        const int Senders = 4,
            Length = 900 * KiB;
        await using LogServer server = LogServer.Start(_rig, Options with { MaxBufferedBytes = 1024 * KiB });
        byte[] frame = LongFrame(Length);
        List<Socket> sockets = [];
        List<Task> sending = [];
        for (int i = 0; i < Senders; i++)
        {
            sockets.Add(await LogRig.ConnectAsync(server.EndPoint));
            sending.Add(SendAsync(sockets[i], frame.AsMemory(..(Length / 2))));
        }

        await UntilAsync(() =>
            server.Counters.MemoryWaits == Senders - 1 && server.Counters.BufferedBytes == frame.Length + (Senders - 1) * ChunkBytes
        );
        for (int i = 0; i < Senders; i++)
        {
            sending.Add(SendRestAsync(sockets[i], sending[i], frame.AsMemory((Length / 2)..)));
        }

        await Task.WhenAll(sending);
        await UntilAsync(() => server.Counters is { Records: Senders, BufferedBytes: 0 });
        sockets.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task A_stalled_sender_times_out_and_releases_its_memory_to_a_waiting_sender()
    {
        await using LogServer server = LogServer.Start(_rig, Options with { MaxBufferedBytes = 1024 * KiB });
        byte[] frame = LongFrame(900 * KiB);
        using Socket idle = await LogRig.ConnectAsync(server.EndPoint);
        await SendAsync(idle, frame.AsMemory(..ChunkBytes));
        await UntilAsync(() => server.Counters.BufferedBytes == frame.Length && _clock.IsAwaited);
        Task sending = LogRig.SendAsync(server, frame);
        await UntilAsync(() => server.Counters.MemoryWaits == 1);
        server.Counters.Records.ShouldBe(0);

        _clock.Advance(TimeSpan.FromMinutes(1));

        await sending;
        await UntilAsync(() => server.Counters is { Records: 1, TimedOut: 1 });
    }

    [Fact]
    public async Task A_long_frame_within_a_frame_of_wrong_length_is_read_if_memory_is_available()
    {
        await using LogServer server = LogServer.Start(_rig, Options with { MaxBufferedBytes = 1024 * KiB });
        byte[] inner = LongFrame(900 * KiB);
        using Socket socket = await LogRig.ConnectAsync(server.EndPoint);

        await SendAsync(socket, Wrapped(inner, length: 300 * KiB));

        await UntilAsync(() => server.Counters.Records == 1);
        server.Counters.Skipped.ShouldBe(1);
    }

    [Fact]
    public async Task A_connection_that_holds_memory_does_not_wait_for_more()
    {
        await using LogServer server = LogServer.Start(_rig, Options with { MaxBufferedBytes = 1024 * KiB });
        byte[] inner = LongFrame(900 * KiB);
        using Socket other = await LogRig.ConnectAsync(server.EndPoint);
        await SendAsync(other, LongFrame(500 * KiB).AsMemory(..(2 * ChunkBytes)));
        await UntilAsync(() => server.Counters.BufferedBytes > 500 * KiB);
        using Socket socket = await LogRig.ConnectAsync(server.EndPoint);

        await SendAsync(socket, Wrapped(inner, length: 300 * KiB).AsMemory(..(4 + 300 * KiB)));

        await UntilAsync(() => server.Counters is { Truncated: 1, Connections: 1 });
    }

    [Fact]
    public async Task Connections_beyond_the_limit_wait_and_lose_no_records()
    {
        await using LogServer server = LogServer.Start(_rig, Options with { MaxConnections = 2 });
        List<Socket> sockets = [];
        for (int i = 0; i < 4; i++)
        {
            sockets.Add(await LogRig.ConnectAsync(server.EndPoint));
            await sockets[i].SendAsync(LogRig.Frame(LogRig.Record($"{i}")));
        }

        await UntilAsync(() => server.Counters is { Records: 2, WaitingConnections: 2 });
        (server.Counters.Connections, server.Counters.ConnectionWaits).ShouldBe((2, 2));
        sockets.ForEach(socket => socket.Dispose());

        await LogRig.UntilIdleAsync(server, records: 4);
        (server.Counters.WaitingConnections, server.Counters.ConnectionWaits, server.Counters.EvictedIdle).ShouldBe((0, 2, 0));
    }

    [Fact]
    public async Task A_connection_without_a_record_is_evicted_after_the_idle_timeout()
    {
        await using LogServer server = LogServer.Start(_rig, Options with { MaxConnections = 2 });
        using Socket silent = await LogRig.ConnectAsync(server.EndPoint);
        using Socket alsoSilent = await LogRig.ConnectAsync(server.EndPoint);
        using Socket later = await LogRig.ConnectAsync(server.EndPoint);
        await later.SendAsync(LogRig.Frame(LogRig.Record("later")));
        await UntilAsync(() => server.Counters is { Connections: 2, WaitingConnections: 1 });

        _clock.Advance(TimeSpan.FromDays(1) - TimeSpan.FromTicks(1));
        server.Counters.EvictedIdle.ShouldBe(0);
        _clock.Advance(TimeSpan.FromTicks(1));

        await UntilAsync(() => server.Counters.Records == 1);
        (server.Counters.EvictedIdle, server.Counters.Connections, server.Counters.WaitingConnections).ShouldBe((1, 2, 0));
    }

    [Fact]
    public async Task An_idle_connection_is_evicted_only_when_another_connection_waits()
    {
        await using LogServer server = LogServer.Start(_rig, Options with { MaxConnections = 1 });
        using Socket silent = await LogRig.ConnectAsync(server.EndPoint);
        await UntilAsync(() => server.Counters.Connections == 1);

        _clock.Advance(TimeSpan.FromDays(1));
        (server.Counters.EvictedIdle, server.Counters.Connections).ShouldBe((0, 1));
        using Socket later = await LogRig.ConnectAsync(server.EndPoint);
        await later.SendAsync(LogRig.Frame(LogRig.Record("later")));

        await UntilAsync(() => server.Counters.Records == 1);
        server.Counters.EvictedIdle.ShouldBe(1);
    }

    [Fact]
    public async Task Stopping_the_server_closes_waiting_connections()
    {
        Socket waiting;
        await using (LogServer server = LogServer.Start(_rig, Options with { MaxConnections = 1 }))
        {
            using Socket first = await LogRig.ConnectAsync(server.EndPoint);
            waiting = await LogRig.ConnectAsync(server.EndPoint);
            await UntilAsync(() => server.Counters.WaitingConnections == 1);
        }

        (await waiting.ReceiveAsync(new byte[1])).ShouldBe(0);
        waiting.Dispose();
    }

    // In Python's log records the line number is an int of at least 0 and the level is an int.
    [Theory]
    [
        InlineData("\"lineno\":\"24\""),
        InlineData("\"lineno\":-5"),
        InlineData("\"lineno\":24.5"),
        InlineData("\"lineno\":[24]"),
        InlineData("\"lineno\":{\"a\":1}")
    ]
    [
        InlineData("\"lineno\":true"),
        InlineData("\"lineno\":99999999999"),
        InlineData("\"lineno\":24,\"levelno\":\"20\""),
        InlineData("\"levelno\":[],\"lineno\":-1")
    ]
    public async Task An_invalid_number_is_discarded_and_counted_and_its_record_is_accepted(string numbers)
    {
        await using LogServer server = LogServer.Start(_rig, Options);

        await LogRig.SendAsync(server, Framed($$"""{"asctime":"t","msg":"hello",{{numbers}}}"""), LogRig.Frame(LogRig.Record("after")));

        _rig.Taken.Select(taken => taken.Record.Message).ShouldBe(["hello", "after"]);
        _rig.Taken.Select(taken => taken.Record.Line)
            .ShouldBe([numbers.StartsWith("\"lineno\":24,", StringComparison.Ordinal) ? 24 : 0, 24]);
        server.Counters.ShouldBe(new LogServerCounters(2, 0, 0, 0, 0, 0, 0) { Malformed = 1 });
    }

    [Theory]
    [InlineData("\"lineno\":null,\"levelno\":null"), InlineData("\"lineno\":0"), InlineData("\"other\":\"x\"")]
    public async Task A_missing_number_is_not_counted_as_malformed(string numbers)
    {
        await using LogServer server = LogServer.Start(_rig, Options);

        await LogRig.SendAsync(server, Framed($$"""{"asctime":"t","msg":"hello",{{numbers}}}"""));

        server.Counters.ShouldBe(new LogServerCounters(1, 0, 0, 0, 0, 0, 0));
    }

    [Fact]
    public void A_negative_line_number_is_formatted_as_zero()
    {
        string line = LogRig.Line(
            new UnifiedLogFormat(_clock, "x"),
            new LogOrigin("127.0.0.2", "worker1", "node1"),
            LogRig.Record("hello") with
            {
                Line = -5,
            }
        );

        line.ShouldStartWith("1970-01-01 ");
        line.Split(" | ")[0].ShouldEndWith(" x hello L0000 INFO");
    }

    [Fact]
    public void An_invalid_log_server_limit_is_rejected()
    {
        LogServerOptions[] invalidOptions =
        [
            new() { MaxFrameBytes = 0 },
            new() { MaxBufferedBytes = 0 },
            new() { MaxConnections = 0 },
            new() { FrameTimeout = TimeSpan.Zero },
            new() { IdleTimeout = TimeSpan.Zero },
            new() { ShutdownTimeout = TimeSpan.Zero },
            new() { FrameTimeout = TimeSpan.FromDays(50) },
            new() { IdleTimeout = Timeout.InfiniteTimeSpan },
        ];

        invalidOptions.ShouldAllBe(options => IsRejected(options));
    }

    private static bool IsRejected(LogServerOptions options)
    {
        try
        {
            _ = LogServer.Start(new LogRig(), options);
            return false;
        }
        catch (ArgumentOutOfRangeException)
        {
            return true;
        }
    }

    private static byte[] Header(int length)
    {
        byte[] header = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(header, length);
        return header;
    }

    private static byte[] Framed(string body) => [.. Header(Encoding.UTF8.GetByteCount(body)), .. Encoding.UTF8.GetBytes(body)];

    private static byte[] LongFrame(int length) => LogRig.Frame(LogRig.Record(new string('x', length)));

    // A frame with a wrong length. It contains "{}", which is not a record, and the start of the inner frame.
    private static byte[] Wrapped(byte[] inner, int length) => [.. Header(length), .. "{}"u8, .. inner];

    private static async Task SendRestAsync(Socket socket, Task before, ReadOnlyMemory<byte> rest)
    {
        await before;
        await SendAsync(socket, rest);
    }

    private static async Task SendAsync(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await socket.SendAsync(bytes)..];
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using CancellationTokenSource timeout = new(TimeSpan.FromMinutes(1));
        while (!condition())
        {
            timeout.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private sealed class SlowSink(ILogSink inner) : ILogSink
    {
        public TaskCompletionSource WriteStarted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource WriteReleased { get; } = new();

        public async ValueTask WriteAsync(LogOrigin origin, IReadOnlyList<LogRecord> records, CancellationToken cancellationToken)
        {
            WriteStarted.TrySetResult();
            await WriteReleased.Task;
            await inner.WriteAsync(origin, records, cancellationToken);
        }
    }
}
