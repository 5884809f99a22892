namespace AutoScaling.Tests;

/// <summary>
/// Unreadable responses are provider errors with the first 200 safe characters: row F-PROV-15 of tests/Faults/rows.tsv.
/// </summary>
public class OddReplyTests
{
    private const string Page =
        "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><center>nginx</center><br></body></html>";
    private const string Fault =
        "<ErrorResponse><Error><Code>ValidationError</Code><Message>no such group</Message></Error></ErrorResponse>";

    public static TheoryData<int, string, string> Odd { get; } =
        new()
        {
            { 200, """{"message":"Forbidden"}""", """status 200 with content that is not XML: {"message":"Forbidden"}""" },
            { 200, """{"groups":[""", """status 200 with content that is not XML: {"groups":[""" },
            { 403, Page, $"status 403 with content that is not XML: {Page}" },
            {
                200,
                "<html><body>Sign in to the portal</body></html>",
                "status 200 with an element html: <html><body>Sign in to the portal</body></html>"
            },
            {
                200,
                "<CreateAutoScalingGroupResponse/>",
                "status 200 with an element CreateAutoScalingGroupResponse: <CreateAutoScalingGroupResponse/>"
            },
            { 204, "", "status 204 with content that is not XML: " },
            { 200, "", "status 200 with content that is not XML: " },
            {
                200,
                "\u001b[2Jcleared\r\nlines\u202e",
                "status 200 with content that is not XML: \\u001b[2Jcleared\\u000d\\u000alines\\u202e"
            },
            { 404, "<Response/>", "status 404 with an element Response: <Response/>" },
        };

    [Theory, MemberData(nameof(Odd))]
    public async Task F_PROV_15_an_unreadable_response_is_reported_with_its_status_and_sanitized_content(
        int status,
        string body,
        string message
    )
    {
        AutoScalingException fault = await FaultAsync("SetDesiredCapacity", new Portal(status, Encoding.UTF8.GetBytes(body)));

        fault.Error.ShouldBe(new QueryError(status, "Unreadable", message));
        fault.Message.ShouldAllBe(character => !char.IsControl(character));
    }

    [Fact]
    public async Task F_PROV_15_at_most_200_characters_of_an_unreadable_response_are_reported()
    {
        AutoScalingException fault = await FaultAsync("SetDesiredCapacity", new Portal(403, Encoding.UTF8.GetBytes(new string('x', 5000))));

        fault.Error.Message.ShouldBe($"status 403 with content that is not XML: {new string('x', 200)}…");
    }

    [Theory, InlineData(200), InlineData(400)]
    public async Task F_PROV_15_an_error_document_is_reported_as_an_error_whatever_its_status(int status)
    {
        AutoScalingException fault = await FaultAsync("SetDesiredCapacity", new Portal(status, Encoding.UTF8.GetBytes(Fault)));

        fault.Error.ShouldBe(new QueryError(status, "ValidationError", "no such group"));
    }

    [Fact]
    public async Task F_PROV_15_an_endless_response_is_read_to_one_byte_above_the_limit()
    {
        using Endless endless = new();
        AutoScalingException fault = await FaultAsync("DescribeAutoScalingGroups", new Portal(200, endless));

        fault.Error.Message.ShouldStartWith("status 200 with more than 8388608 bytes: <DescribeAutoScalingGroupsResponse>  ");
        endless.ReadBytes.ShouldBe((8 * 1024 * 1024) + 1);
    }

    [Theory]
    [InlineData("TerminateInstanceInAutoScalingGroup", 502, Page, 1)]
    [InlineData("SetDesiredCapacity", 503, Page, 1)]
    [InlineData("DescribeAutoScalingGroups", 502, Page, 5)]
    [InlineData("UpdateAutoScalingGroup", 500, "<ErrorResponse><Error><Code>InternalFailure</Code></Error></ErrorResponse>", 5)]
    [InlineData("ExecutePolicy", 500, "<ErrorResponse><Error><Code>InternalFailure</Code></Error></ErrorResponse>", 1)]
    [InlineData("ExecutePolicy", 400, "<ErrorResponse><Error><Code>Throttling</Code></Error></ErrorResponse>", 5)]
    [InlineData("SetDesiredCapacity", 400, "<ErrorResponse><Error><Code>ThrottlingException</Code></Error></ErrorResponse>", 5)]
    [InlineData("RunInstances", 503, "<Response><Errors><Error><Code>RequestLimitExceeded</Code></Error></Errors></Response>", 5)]
    [InlineData("TerminateInstanceInAutoScalingGroup", 429, Page, 5)]
    [InlineData("DescribeAutoScalingGroups", 200, Page, 1)]
    [InlineData("DescribeAutoScalingGroups", 403, Page, 1)]
    public async Task F_PROV_15_only_a_call_that_is_safe_to_retry_is_retried(string action, int status, string body, int calls)
    {
        Portal portal = new(status, Encoding.UTF8.GetBytes(body));

        await FaultAsync(action, portal);

        portal.CallCount.ShouldBe(calls);
    }

    // RFC 6585, section 4: a response with status 429 may have a Retry-After header.
    [Fact]
    public async Task A_throttled_request_waits_as_requested_even_if_the_content_is_unreadable()
    {
        Portal portal = new(429, Encoding.UTF8.GetBytes(Page)) { RetryAfter = "7" };

        AutoScalingException fault = await FaultAsync("SetDesiredCapacity", portal);

        fault.RetryAfter.ShouldBe(TimeSpan.FromSeconds(7));
    }

    [Theory, InlineData("NaN"), InlineData("Infinity"), InlineData("soon")]
    public async Task A_retry_delay_that_is_not_a_number_of_seconds_is_ignored(string delay)
    {
        Portal portal = new(429, Encoding.UTF8.GetBytes(Page)) { RetryAfter = delay };

        AutoScalingException fault = await FaultAsync("SetDesiredCapacity", portal);

        fault.RetryAfter.ShouldBeNull();
    }

    [Fact]
    public async Task F_PROV_15_a_truncated_response_is_reported_as_an_unreachable_service()
    {
        using Endless broken = new() { BreaksAt = 100_000 };

        AutoScalingException fault = await FaultAsync("DescribeAutoScalingGroups", new Portal(200, broken));

        (fault.Error.Status, fault.Error.Code).ShouldBe((0, "Unreachable"));
    }

    private static async Task<AutoScalingException> FaultAsync(string action, Portal portal)
    {
        using HttpClient http = new(portal);
        AutoScalingClient client = new(http, new Uri("http://portal.test/"), new AccessKey("id", "secret"), new HurriedClock());
        return await Should.ThrowAsync<AutoScalingException>(() => client.CallAsync(action, ValueMap.Empty<string>()));
    }

    private sealed class Portal(int status, Func<Stream> body) : HttpMessageHandler
    {
        public Portal(int status, byte[] body)
            : this(status, () => new MemoryStream(body, writable: false)) { }

        public Portal(int status, Stream body)
            : this(status, () => body) { }

        public int CallCount { get; private set; }

        public string? RetryAfter { get; init; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            CallCount++;
            HttpResponseMessage response = new((HttpStatusCode)status) { Content = new StreamContent(body()) };
            if (RetryAfter is not null)
            {
                response.Headers.TryAddWithoutValidation("Retry-After", RetryAfter);
            }

            return Task.FromResult(response);
        }
    }

    /// <summary>A response with a valid start and no end.</summary>
    private sealed class Endless : Stream
    {
        private static readonly byte[] Start = Encoding.UTF8.GetBytes("<DescribeAutoScalingGroupsResponse>");

        public long ReadBytes { get; private set; }

        public long BreaksAt { get; init; } = long.MaxValue;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => ReadBytes;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (ReadBytes >= BreaksAt)
            {
                throw new IOException("the connection broke");
            }

            Span<byte> target = buffer.AsSpan(offset, count);
            target.Fill((byte)' ');
            if (ReadBytes == 0)
            {
                Start.CopyTo(target);
            }

            ReadBytes += count;
            return count;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }

    private sealed class HurriedClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
