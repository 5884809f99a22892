namespace Sdk.Tests.Logs;

/// <summary>Python's <c>formatTime</c> writes <c>asctime</c> from <c>created</c>, in the sender's time zone.</summary>
public class LogTimeTests
{
    private static readonly DateTimeOffset Begin = new(2024, 11, 25, 12, 11, 46, 122, TimeSpan.Zero);

    [Fact]
    public async Task A_delayed_record_is_sent_with_its_creation_time()
    {
        (double created, string time) = await SendAsync(LogRig.Record("hello").WithTimestamp(Begin.ToOffset(TimeSpan.FromHours(9))));

        time.ShouldBe("2024-11-25 21:11:46,122");
        created.ShouldBe(Begin.ToUnixTimeMilliseconds() / 1000.0);
    }

    [Fact]
    public async Task A_record_with_only_a_time_text_is_sent_with_the_timestamp_of_that_text()
    {
        (double created, string time) = await SendAsync(LogRig.Record("hello") with { Time = "2024-11-25 21:11:40,005" });

        time.ShouldBe("2024-11-25 21:11:40,005");
        created.ShouldBe(Begin.AddMilliseconds(-6117).ToUnixTimeMilliseconds() / 1000.0);
    }

    [Fact]
    public async Task A_record_without_a_time_gets_the_time_of_the_call()
    {
        (double created, string time) = await SendAsync(LogRig.Record("hello") with { Time = null });

        time.ShouldBe("2024-11-25 21:11:46,122");
        created.ShouldBe(Begin.ToUnixTimeMilliseconds() / 1000.0);
    }

    [Theory]
    [InlineData("0001-01-01 00:00:00,000")]
    [InlineData("yesterday")]
    public async Task A_text_that_is_not_a_time_is_sent_unchanged(string text) =>
        (await SendAsync(LogRig.Record("hello") with { Time = text })).Time.ShouldBe(text);

    private static async Task<(double Created, string Time)> SendAsync(LogRecord record)
    {
        ZonedClock clock = new();
        TaskCompletionSource isOpen = new();
        using MemoryStream sent = new();
        await using (
            LogSender sender = new(
                async _ =>
                {
                    await isOpen.Task;
                    return new WriteOnly(sent);
                },
                new LogSenderOptions { Clock = clock }
            )
        )
        {
            sender.TrySend(record).ShouldBeTrue();
            clock.Now += TimeSpan.FromMinutes(5);
            isOpen.SetResult();
        }

        byte[] frame = sent.ToArray();
        using JsonDocument body = JsonDocument.Parse(frame.AsMemory(4, BinaryPrimitives.ReadInt32BigEndian(frame)));
        return (body.RootElement.GetProperty("created").GetDouble(), body.RootElement.GetProperty("asctime").GetString()!);
    }

    private sealed class ZonedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = Begin;

        public override TimeZoneInfo LocalTimeZone { get; } =
            TimeZoneInfo.CreateCustomTimeZone("nine", TimeSpan.FromHours(9), "nine", "nine");

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private sealed class WriteOnly(MemoryStream inner) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => inner.Length;

        public override long Position
        {
            get => inner.Position;
            set => throw new NotSupportedException();
        }

        public override void Flush() { }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);
    }
}
