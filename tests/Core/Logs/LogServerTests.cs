namespace Sdk.Tests.Logs;

// Required behavior: the table in the README of the recorded log streams.
public class LogServerTests
{
    private static readonly LogNodeDirectory Known = new([new LogNodeEntry("web-1", "127.0.0.1") { Tag = "node1" }]);

    private readonly LogRig _rig = new();

    [Fact]
    public async Task A_frame_received_byte_by_byte_is_read()
    {
        byte[] frame = LogRig.Frame(LogRig.Record("hello"));
        await using LogServer server = LogServer.Start(_rig);

        await LogRig.SendAsync(server, [.. frame.Select(value => new[] { value })]);

        _rig.Taken.Select(item => item.Record.Message).ShouldBe(["hello"]);
        server.Counters.ShouldBe(new LogServerCounters(1, 0, 0, 0, 0, 0, 0));
    }

    [Theory]
    [InlineData("{not json")]
    [InlineData("7")]
    [InlineData("\"text\"")]
    [InlineData("[]")]
    [InlineData("{\"msg\": \"no time\"}")]
    [InlineData("")]
    [InlineData("\u0001\u0002")]
    public async Task A_malformed_frame_is_skipped_without_losing_others(string body)
    {
        await using LogServer server = LogServer.Start(_rig);

        await LogRig.SendAsync(
            server,
            LogRig.Frame(LogRig.Record("before")),
            Framed(Encoding.UTF8.GetBytes(body)),
            LogRig.Frame(LogRig.Record("after"))
        );

        _rig.Taken.Select(item => item.Record.Message).ShouldBe(["before", "after"]);
        server.Counters.Skipped.ShouldBe(1);
    }

    // docs/reference/log-protocol.md: a body that is not a record is counted in Skipped, and the next frame is read.
    [Theory]
    [InlineData(" x")]
    [InlineData("x")]
    [InlineData("}")]
    [InlineData(",")]
    [InlineData("\0")]
    [InlineData("\0\0")]
    [InlineData("\0\0\0\0")]
    [InlineData("\r\n\0")]
    [InlineData("{}")]
    [InlineData("\n{\"asctime\": \"t\", \"msg\": \"second\"}")]
    [InlineData("\n{\"asctime\": \"t\", \"msg\": \"sec")]
    [InlineData("\0\0\u0001\0{")]
    [InlineData("\0\0\0\u0010{\"asctime\"")]
    public async Task Bytes_after_a_record_skip_only_that_frame(string rest)
    {
        byte[] bad = Framed([.. "{\"asctime\": \"t\", \"msg\": \"bad\"}"u8, .. Encoding.UTF8.GetBytes(rest)]);
        await using LogServer server = LogServer.Start(_rig);

        await LogRig.SendAsync(
            server,
            LogRig.Frame(LogRig.Record("before")),
            bad,
            LogRig.Frame(LogRig.Record("after")),
            bad,
            bad,
            LogRig.Frame(LogRig.Record("later")),
            bad
        );

        _rig.Taken.Select(item => item.Record.Message).ShouldBe(["before", "after", "later"]);
        server.Counters.ShouldBe(new LogServerCounters(3, 4, 0, 0, 0, 0, 0));
    }

    // The framing alone: a length and that many bytes, whatever they are, in pieces of any size.
    [Fact]
    public async Task Random_bodies_between_records_lose_no_record()
    {
        await using LogServer server = LogServer.Start(_rig);
        Random random = new(30);
        List<string> expected = [];
        for (int run = 0; run < 60; run++)
        {
            List<byte> bytes = [];
            for (int frame = 0; frame < 20; frame++)
            {
                string message = $"{run}-{frame}";
                expected.Add(message);
                bytes.AddRange(LogRig.Frame(LogRig.Record(message)));
                for (int bad = random.Next(3); bad > 0; bad--)
                {
                    bytes.AddRange(Framed(RandomBody(random)));
                }
            }

            await LogRig.SendAsync(server, [.. bytes.Chunk(random.Next(1, 400))]);
        }

        _rig.Taken.Select(item => item.Record.Message).ShouldBe(expected, ignoreOrder: true);
        (server.Counters.TooLong, server.Counters.Truncated).ShouldBe((0, 0));
    }

    [Theory]
    [InlineData("\0")]
    [InlineData("\0\0\u0001\0{")]
    public async Task A_sender_may_be_idle_after_a_frame_with_bytes_after_its_record(string rest)
    {
        await using LogServer server = LogServer.Start(_rig);
        using Socket socket = await LogRig.ConnectAsync(server.EndPoint);
        await socket.SendAsync(Framed(Encoding.UTF8.GetBytes("{\"asctime\": \"t\"}" + rest)));
        while (server.Counters is not { Skipped: 1, BufferedBytes: 0 })
        {
            await Task.Yield();
        }

        await socket.SendAsync(LogRig.Frame(LogRig.Record("after")));
        socket.Shutdown(SocketShutdown.Send);

        await LogRig.UntilIdleAsync(server, records: 1);
        server.Counters.ShouldBe(new LogServerCounters(1, 1, 0, 0, 0, 0, 0));
    }

    // docs/reference/log-protocol.md: without a frame after the wrong length, the next frame is searched for in its body.
    [Theory]
    [InlineData(20)]
    [InlineData(2000)]
    public async Task A_frame_that_starts_in_a_frame_with_a_wrong_length_is_read_when_its_end_arrives_later(int wrong)
    {
        byte[] bad = LogRig.Frame(LogRig.Record("wrong"));
        BinaryPrimitives.WriteInt32BigEndian(bad, bad.Length - 4 + wrong);
        byte[] next = LogRig.Frame(LogRig.Record(new string('x', 3000)));
        await using LogServer server = LogServer.Start(_rig);
        using Socket socket = await LogRig.ConnectAsync(server.EndPoint);
        await socket.SendAsync((byte[])[.. bad, .. next[..wrong]]);
        while (server.Counters is not { Skipped: 1, BufferedBytes: 0 })
        {
            await Task.Yield();
        }

        await socket.SendAsync(next[wrong..]);
        socket.Shutdown(SocketShutdown.Send);

        await LogRig.UntilIdleAsync(server, records: 1);
        server.Counters.ShouldBe(new LogServerCounters(1, 1, 0, 0, 0, 0, 0));
        _rig.Taken.ShouldHaveSingleItem().Record.Message.Length.ShouldBe(3000);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(-40)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(40)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_wrong_frame_length_loses_only_that_frame(int wrong)
    {
        byte[] bad = LogRig.Frame(LogRig.Record("wrong"));
        bad[3] = (byte)(bad[3] + wrong);
        await using LogServer server = LogServer.Start(_rig);

        await LogRig.SendAsync(
            server,
            LogRig.Frame(LogRig.Record("before")),
            bad,
            LogRig.Frame(LogRig.Record("after")),
            LogRig.Frame(LogRig.Record("later"))
        );

        _rig.Taken.Select(item => item.Record.Message).ShouldBe(["before", "after", "later"]);
    }

    [Fact]
    public async Task A_frame_length_beyond_the_limit_closes_the_connection_and_is_counted()
    {
        await using LogServer server = LogServer.Start(_rig, new LogServerOptions { MaxFrameBytes = 1000 });

        await LogRig.SendAsync(server, LogRig.Frame(LogRig.Record("before")), [0xFF, 0xFF, 0xFF, 0xFF]);

        _rig.Taken.Count.ShouldBe(1);
        server.Counters.TooLong.ShouldBe(1);
    }

    [Fact]
    public async Task A_frame_truncated_by_the_end_of_its_connection_is_counted()
    {
        await using LogServer server = LogServer.Start(_rig);

        await LogRig.SendAsync(server, LogRig.Frame(LogRig.Record("cut"))[..^5]);

        server.Counters.ShouldBe(new LogServerCounters(0, 0, 1, 0, 0, 0, 0));
    }

    [Fact]
    public async Task Records_of_64_concurrent_senders_all_arrive_in_order()
    {
        const int Senders = 64,
            RecordsEach = 500;
        await using LogServer server = LogServer.Start(_rig);

        await Task.WhenAll(
            Enumerable
                .Range(0, Senders)
                .Select(sender =>
                    LogRig.SendAsync(
                        server,
                        [.. Enumerable.Range(0, RecordsEach).Select(number => LogRig.Frame(LogRig.Record($"{sender} {number}")))]
                    )
                )
        );

        _rig.Taken.Count.ShouldBe(Senders * RecordsEach);
        foreach (
            IGrouping<string, string> sender in _rig.Taken.Select(item => item.Record.Message).GroupBy(message => message.Split(' ')[0])
        )
        {
            sender.ShouldBe(Enumerable.Range(0, RecordsEach).Select(number => $"{sender.Key} {number}"));
        }
    }

    [Fact]
    public async Task A_log_sender_is_identified_by_its_address()
    {
        await using LogServer server = LogServer.Start(_rig, new LogServerOptions { OriginResolver = Known });

        await LogRig.SendAsync(server, LogRig.Frame(LogRig.Record("hello")));

        _rig.Taken.Single().Origin.ShouldBe(new LogOrigin("127.0.0.1", "web-1", "node1"));
    }

    [Fact]
    public async Task A_host_name_of_a_log_node_is_resolved()
    {
        LogNodeDirectory nodes = await LogNodeDirectory.CreateAsync([new LogNodeEntry("web-2", "localhost")]);

        nodes.Resolve(System.Net.IPAddress.Loopback).ShouldBe(new LogOrigin("127.0.0.1", "web-2", "web-2"));
    }

    [Theory]
    [InlineData("right", 1, 0)]
    [InlineData("wrong", 0, 1)]
    public async Task A_handshake_with_a_node_name_requires_the_key_of_that_node(string key, int taken, int refused)
    {
        LogNodeDirectory nodes = new([new LogNodeEntry("far", "198.51.100.7") { Key = "right" }]);
        await using LogServer server = LogServer.Start(_rig, new LogServerOptions { OriginResolver = nodes });
        await using (
            LogSender sender = new(
                Dial(server),
                new LogSenderOptions { Handshake = new LogHandshake("far", key), MaxReconnectDelay = TimeSpan.FromHours(1) }
            )
        )
        {
            await sender.SendAsync(LogRig.Record("hello"));
            while (server.Counters.Rejected + server.Counters.Records == 0)
            {
                await Task.Yield();
            }
        }

        _rig.Taken.Count.ShouldBe(taken);
        server.Counters.Rejected.ShouldBe(refused);
    }

    // 198.51.100.0/24 is reserved for documentation (RFC 5737): no connection comes from there.
    [Theory]
    [InlineData("127.0.0.1", 1, 0)]
    [InlineData("198.51.100.7", 0, 1)]
    public async Task Only_node_addresses_are_accepted_if_unknown_senders_are_rejected(string host, int taken, int refused)
    {
        LogNodeDirectory nodes = new([new LogNodeEntry("far", host)]);
        await using LogServer server = LogServer.Start(_rig, new LogServerOptions { OriginResolver = nodes, RejectUnknownSenders = true });

        await LogRig.SendAsync(server, LogRig.Frame(LogRig.Record("hello")));

        (_rig.Taken.Count, server.Counters.Rejected).ShouldBe((taken, refused));
    }

    [Theory]
    [InlineData("right", 1, 0)]
    [InlineData("wrong", 0, 1)]
    [InlineData(null, 0, 1)]
    public async Task A_node_without_an_address_needs_its_key_if_unknown_senders_are_rejected(string? key, int taken, int refused)
    {
        LogNodeDirectory nodes = new([new LogNodeEntry("far", "far") { Key = "right" }]);
        await using LogServer server = LogServer.Start(_rig, new LogServerOptions { OriginResolver = nodes, RejectUnknownSenders = true });
        ArrayBufferWriter<byte> greeting = new();
        if (key is not null)
        {
            LogFrameWriter.Write(greeting, new LogHandshake("far", key));
        }

        await LogRig.SendAsync(server, [.. greeting.WrittenSpan, .. LogRig.Frame(LogRig.Record("hello"))]);

        (_rig.Taken.Count, server.Counters.Rejected).ShouldBe((taken, refused));
    }

    // A handshake that only requests acknowledgements names no node.
    [Fact]
    public async Task A_handshake_without_a_node_name_is_rejected_if_unknown_senders_are_rejected()
    {
        await using LogServer server = LogServer.Start(_rig, new LogServerOptions { RejectUnknownSenders = true });
        ArrayBufferWriter<byte> greeting = new();
        LogFrameWriter.Write(greeting, new LogHandshake("", "") { Sender = "client-7" });

        await LogRig.SendAsync(server, [.. greeting.WrittenSpan, .. LogRig.Frame(LogRig.Record("hello"))]);

        (_rig.Taken.Count, server.Counters.Rejected).ShouldBe((0, 1));
    }

    [Fact]
    public async Task The_port_is_free_after_the_server_stops()
    {
        LogServer first = LogServer.Start(_rig);
        using Socket open = await LogRig.ConnectAsync(first.EndPoint);
        await first.DisposeAsync();

        await using LogServer second = LogServer.Start(_rig, new LogServerOptions { EndPoint = first.EndPoint });

        second.EndPoint.ShouldBe(first.EndPoint);
    }

    [Fact]
    public async Task Records_that_a_failing_sink_rejects_are_counted_as_lost()
    {
        await using LogServer server = LogServer.Start(new FailingSink());

        await LogRig.SendAsync(server, LogRig.Frame(LogRig.Record("one")), LogRig.Frame(LogRig.Record("two")));

        (server.Counters.Lost, server.Counters.Records).ShouldBe((2, 0));
    }

    [Fact]
    public async Task A_sender_reconnects_and_sends_only_records_of_the_configured_loggers()
    {
        await using LogServer server = LogServer.Start(_rig);
        int dialled = 0;
        await using (
            LogSender sender = new(
                token =>
                    Interlocked.Increment(ref dialled) == 1
                        ? throw new SocketException((int)SocketError.ConnectionRefused)
                        : Dial(server)(token),
                new LogSenderOptions { LoggerPrefixes = ["service"], MaxReconnectDelay = TimeSpan.FromMilliseconds(100) }
            )
        )
        {
            await sender.SendAsync(LogRig.Record("wanted"));
            sender.TrySend(LogRig.Record("not") with { Logger = "serviceable" }).ShouldBeFalse();
        }

        await LogRig.UntilIdleAsync(server, records: 1);
        _rig.Taken.Select(item => item.Record.Message).ShouldBe(["wanted"]);
    }

    private static Func<CancellationToken, ValueTask<Stream>> Dial(LogServer server) =>
        async _ => new NetworkStream(await LogRig.ConnectAsync(server.EndPoint), ownsSocket: true);

    private static byte[] RandomBody(Random random)
    {
        byte[] noise = new byte[random.Next(60)];
        random.NextBytes(noise);
        byte[] text = [.. noise.Select(value => (byte)" {}[]\",:x\n\0"[value % 11])];
        return random.Next(4) switch
        {
            0 => noise,
            1 => text,
            2 => [.. "{\"asctime\": \"t\"}x"u8, .. noise],
            _ => [.. "{\"asctime\": \"t\"}"u8, .. text, (byte)'x'],
        };
    }

    private static byte[] Framed(byte[] body) => [0, 0, 0, (byte)body.Length, .. body];

    private sealed class FailingSink : ILogSink
    {
        public ValueTask WriteAsync(LogOrigin origin, IReadOnlyList<LogRecord> records, CancellationToken cancellationToken) =>
            throw new IOException("no space left on device");
    }
}
