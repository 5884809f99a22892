namespace Sdk.Tests.Logs;

/// <summary>Exactly-once delivery of log records by acknowledgements, and peers that do not support them.</summary>
public sealed class LogAcknowledgementTests : IDisposable
{
    private const int Senders = 64;
    private const int RecordsOfEach = 500;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("log-acknowledged-");
    private readonly LogRig _rig = new();

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task Records_of_64_senders_are_written_exactly_once_when_the_server_is_killed_three_times()
    {
        LogHost host = await LogHost.StartAsync(_folder.FullName, ServerPort.Find());
        IPEndPoint address = host.EndPoint;
        LogSender[] senders =
        [
            .. Enumerable.Range(0, Senders).Select(_ => new LogSender(token => ConnectAsync(address, token), Acknowledged)),
        ];
        Task sending = Task.WhenAll(senders.Select(SendAllAsync));
        for (int kill = 1; kill <= 3; kill++)
        {
            await UntilSentAsync(senders, Senders * RecordsOfEach * kill / 5);
            await host.KillAsync();
            host.Dispose();
            host = await LogHost.StartAsync(_folder.FullName, address.Port);
        }

        await sending;
        await Task.WhenAll(senders.Select(sender => sender.DisposeAsync().AsTask()));
        host.Dispose();

        senders.Sum(sender => sender.SentCount).ShouldBe(Senders * RecordsOfEach);
        string[] written = [.. Written()];
        written.Distinct(StringComparer.Ordinal).Count().ShouldBe(Senders * RecordsOfEach);
        written.Length.ShouldBe(Senders * RecordsOfEach);
    }

    [Fact]
    public async Task Records_of_a_sender_arrive_in_order_over_broken_connections()
    {
        await using LogServer server = LogServer.Start(_rig);
        int opened = 0;
        await using (
            LogSender sender = new(
                async token =>
                {
                    Stream stream = await ConnectAsync(server.EndPoint, token);
                    return Interlocked.Increment(ref opened) <= 3 ? new BreakingStream(stream, 2000) : stream;
                },
                Acknowledged
            )
        )
        {
            for (int i = 0; i < 100; i++)
            {
                await sender.SendAsync(LogRig.Record($"record {i}"));
            }
        }

        _rig.Taken.Select(item => item.Record.Message).ShouldBe(Enumerable.Range(0, 100).Select(i => $"record {i}"));
        opened.ShouldBeGreaterThan(3);
    }

    [Fact]
    public async Task A_record_that_the_sink_rejects_is_resent()
    {
        StubbornSink sink = new(_rig, failures: 3);
        await using LogServer server = LogServer.Start(sink);
        await using (LogSender sender = new(token => ConnectAsync(server.EndPoint, token), Acknowledged))
        {
            await sender.SendAsync(LogRig.Record("hello"));
        }

        _rig.Taken.Select(item => item.Record.Message).ShouldBe(["hello"]);
        (server.Counters.Records, server.Counters.Lost).ShouldBe((1, 0));
    }

    // Like the log server of vt_cluster, and ours before acknowledgements: it reads and never responds.
    [SuppressMessage(
        "Reliability",
        "CA2025",
        Justification = "The reading ends with the sender, and is awaited before the listener is disposed."
    )]
    [Fact]
    public async Task A_server_without_acknowledgements_receives_the_handshake_and_the_records()
    {
        using TcpListener old = new(IPAddress.Loopback, 0);
        old.Start();
        Task<string> reading = ReadAllAsync(old);
        await using (
            LogSender sender = new(
                token => ConnectAsync((IPEndPoint)old.LocalEndpoint, token),
                Acknowledged with
                {
                    Handshake = new LogHandshake("web-1", "key"),
                    AcknowledgementTimeout = TimeSpan.FromMilliseconds(50),
                }
            )
        )
        {
            await sender.SendAsync(LogRig.Record("hello"));
        }

        string text = await reading;
        text.ShouldContain("{\"scalewright\":1,\"node\":\"web-1\",\"key\":\"key\",\"sender\":\"");
        text.ShouldContain("\"msg\":\"hello\"");
    }

    [Fact]
    public async Task A_sender_that_requests_no_acknowledgements_receives_none()
    {
        await using LogServer server = LogServer.Start(
            _rig,
            new LogServerOptions { OriginResolver = new LogNodeDirectory([new LogNodeEntry("web-1", "127.0.0.1")]) }
        );
        using Socket socket = await LogRig.ConnectAsync(server.EndPoint);
        System.Buffers.ArrayBufferWriter<byte> greeting = new();
        LogFrameWriter.Write(greeting, new LogHandshake("web-1", ""));

        await socket.SendAsync(greeting.WrittenMemory);
        await socket.SendAsync(LogRig.Frame(LogRig.Record("hello")));
        socket.Shutdown(SocketShutdown.Send);

        (await socket.ReceiveAsync(new byte[1])).ShouldBe(0);
        _rig.Taken.Count.ShouldBe(1);
    }

    // Format as documented at LogServer: a length of four bytes, then {"scalewright": 1, "received": NUMBER}; the
    // handshake is number 0.
    [Fact]
    public async Task A_server_acknowledges_the_handshake_and_each_record_by_number()
    {
        await using LogServer server = LogServer.Start(_rig);
        using Socket socket = await LogRig.ConnectAsync(server.EndPoint);
        byte[] greeting = "\0\0\0\x2e{\"scalewright\":1,\"node\":\"\",\"sender\":\"client-7\"}"u8.ToArray();
        greeting[3] = (byte)(greeting.Length - 4);

        await socket.SendAsync(greeting);
        string first = await ReadFrameAsync(socket);
        await socket.SendAsync(LogRig.Frame(LogRig.Record("hello")));
        string second = await ReadFrameAsync(socket);

        (first, second).ShouldBe(("{\"scalewright\":1,\"received\":0}", "{\"scalewright\":1,\"received\":1}"));
    }

    [Theory, InlineData(0), InlineData(10)]
    public void A_record_that_a_killed_server_wrote_partially_is_removed_and_not_acknowledged(int writtenBytes)
    {
        LogOrigin origin = new("127.0.0.1", "web-1", "web-1");
        string stem = Path.Combine(_folder.FullName, "all");
        using (LogFile file = new(stem))
        {
            file.WriteAsync(origin, [LogRig.Record("one")], new LogCheckpoint("a", 1), CancellationToken.None)
                .AsTask()
                .IsCompletedSuccessfully.ShouldBeTrue();
        }

        string whole = File.ReadAllText(stem + ".log");
        File.AppendAllText(stem + ".receipts", $"a 2 {whole.Length} 60\n");
        File.AppendAllText(stem + ".log", whole[..writtenBytes]);
        using LogFile again = new(stem);

        again.GetLastReceived(origin, "a").ShouldBe(1);
        File.ReadAllText(stem + ".log").ShouldBe(whole);
    }

    [Fact]
    public void Receipts_survive_reopening_and_rotation_of_the_log_file()
    {
        LogOrigin origin = new("127.0.0.1", "web-1", "web-1");
        string stem = Path.Combine(_folder.FullName, "all");
        LogFileOptions small = new() { MaxFileBytes = 100 };
        for (int number = 1; number <= 5; number++)
        {
            using LogFile file = new(stem, options: small);
            file.GetLastReceived(origin, "a").ShouldBe(number - 1);
            file.WriteAsync(origin, [LogRig.Record($"record {number}")], new LogCheckpoint("a", number), CancellationToken.None)
                .AsTask()
                .IsCompletedSuccessfully.ShouldBeTrue();
        }

        Written().Count().ShouldBe(5);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static LogSenderOptions Acknowledged { get; } =
        new()
        {
            RequestAcknowledgements = true,
            MaxUnacknowledged = 50,
            MaxReconnectDelay = TimeSpan.FromMilliseconds(200),
            ShutdownTimeout = TimeSpan.FromMinutes(2),
        };

    private static async Task SendAllAsync(LogSender sender, int index)
    {
        for (int i = 0; i < RecordsOfEach; i++)
        {
            await sender.SendAsync(LogRig.Record($"sender {index} record {i}"));
        }
    }

    private static async Task UntilSentAsync(LogSender[] senders, long count)
    {
        using CancellationTokenSource late = new(TimeSpan.FromMinutes(2));
        while (senders.Sum(sender => sender.SentCount) < count)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), late.Token);
        }
    }

    private IEnumerable<string> Written() => _folder.GetFiles("*.log").SelectMany(file => File.ReadAllLines(file.FullName));

    private static async ValueTask<Stream> ConnectAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(address, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<string> ReadAllAsync(TcpListener listener)
    {
        using TcpClient client = await listener.AcceptTcpClientAsync();
        using StreamReader reader = new(client.GetStream(), Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    private static async Task<string> ReadFrameAsync(Socket socket)
    {
        byte[] header = new byte[4];
        await ReadWholeAsync(socket, header);
        byte[] body = new byte[System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(header)];
        await ReadWholeAsync(socket, body);
        return Encoding.UTF8.GetString(body);
    }

    private static async Task ReadWholeAsync(Socket socket, Memory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int count = await socket.ReceiveAsync(bytes);
            count.ShouldBeGreaterThan(0);
            bytes = bytes[count..];
        }
    }

    private sealed class StubbornSink(ILogSink inner, int failures) : ILogSink
    {
        private int _left = failures;

        public ValueTask WriteAsync(LogOrigin origin, IReadOnlyList<LogRecord> records, CancellationToken cancellationToken) =>
            Interlocked.Decrement(ref _left) >= 0
                ? throw new IOException("the disk is full")
                : inner.WriteAsync(origin, records, cancellationToken);
    }

    private sealed class BreakingStream(Stream inner, int bytes) : Stream
    {
        private int _left = bytes;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _left -= buffer.Length;
            if (_left < 0)
            {
                throw new IOException("the connection is broken");
            }

            await inner.WriteAsync(buffer, cancellationToken);
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            inner.ReadAsync(buffer, cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => inner.Flush();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
