namespace Sdk.Tests.Logs;

public class LogObstacleTests
{
    private static readonly LogOrigin Origin = new("127.0.0.2", "worker1", "node1");

    [Fact]
    public async Task A_log_file_that_cannot_be_rotated_is_appended_to_until_rotation_succeeds()
    {
        using TemporaryFolder folder = new();
        using LogFile log = new(folder.At("node"), options: new LogFileOptions { MaxFileBytes = 200, MaxRetainedFiles = 1 });
        DirectoryInfo obstacle = Directory.CreateDirectory(folder.At("node.1.log", "held"));
        for (int number = 1; number <= 6; number++)
        {
            await log.WriteAsync(Origin, [LogRig.Record($"record {number} {new string('x', 50)}")], default);
        }

        Numbers(folder.At("node.log")).ShouldBe(["1", "2", "3", "4", "5", "6"]);
        obstacle.Parent!.Delete(recursive: true);
        await log.WriteAsync(Origin, [LogRig.Record("record 7 x")], default);

        Numbers(folder.At("node.1.log")).ShouldBe(["1", "2", "3", "4", "5", "6"]);
        Numbers(folder.At("node.log")).ShouldBe(["7"]);
    }

    // The rest of a partial record would corrupt the line of another sender or form a line without a sender.
    [MachineFact("root")]
    public async Task A_record_partially_written_to_a_full_disk_is_removed()
    {
        using TemporaryFolder folder = new();
        using SmallDisk disk = new(folder.At("disk"), "64k");
        using LogFile log = new(folder.At("disk", "all"));
        await log.WriteAsync(Origin, [LogRig.Record(new string('w', 60_000))], default);

        await Should.ThrowAsync<IOException>(() =>
            log.WriteAsync(Origin, [LogRig.Record($"{new string('x', 30_000)}\nnode3(10.0.0.3) forged")], default).AsTask()
        );
        await log.WriteAsync(Origin, [LogRig.Record("short")], default);

        string[] lines = File.ReadAllLines(folder.At("disk", "all.log"));
        lines.Select(line => line[^5..]).ShouldBe(["wwwww", "short"]);
    }

    [Fact]
    public async Task A_single_sink_failure_loses_only_the_records_of_that_write()
    {
        LogRig rig = new();
        await using LogServer server = LogServer.Start(new FailingSink(rig));
        await LogRig.SendAsync(server, LogRig.Frame(LogRig.Record("first")));
        await LogRig.SendAsync(server, LogRig.Frame(LogRig.Record("second")));

        rig.Taken.Select(taken => taken.Record.Message).ShouldBe(["second"]);
        (server.Counters.Records, server.Counters.Lost).ShouldBe((1, 1));
    }

    [Fact]
    public async Task A_connection_attempt_that_fails_with_an_unexpected_exception_is_retried()
    {
        LogRig rig = new();
        await using LogServer server = LogServer.Start(rig);
        int tries = 0;
        LogSender sender = new(
            async cancellationToken =>
            {
                if (++tries == 1)
                {
                    throw new FormatException("no such place");
                }

                return new System.Net.Sockets.NetworkStream(await LogRig.ConnectAsync(server.EndPoint), ownsSocket: true);
            },
            new LogSenderOptions { MaxReconnectDelay = TimeSpan.FromMilliseconds(100), ShutdownTimeout = TimeSpan.FromMinutes(1) }
        );

        sender.TrySend(LogRig.Record("hello")).ShouldBeTrue();
        await sender.DisposeAsync();
        await LogRig.UntilIdleAsync(server, records: 1);

        (sender.SentCount, sender.DroppedCount).ShouldBe((1, 0));
        rig.Taken.Select(taken => taken.Record.Message).ShouldBe(["hello"]);
    }

    private static string[] Numbers(string file) => [.. File.ReadLines(file).Select(line => line.Split(" record ")[1].Split(' ')[0])];

    private sealed class FailingSink(ILogSink inner) : ILogSink
    {
        private bool _hasFailed;

        public ValueTask WriteAsync(LogOrigin origin, IReadOnlyList<LogRecord> records, CancellationToken cancellationToken)
        {
            if (!_hasFailed)
            {
                _hasFailed = true;
                throw new NotSupportedException("not yet");
            }

            return inner.WriteAsync(origin, records, cancellationToken);
        }
    }
}
