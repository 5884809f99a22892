namespace Sdk.Tests.Agents;

public sealed class OpeningTests
{
    private static readonly AgentConnectionOptions Options = new() { Node = "n1", SessionId = "s" };

    [Fact]
    public async Task A_failed_handshake_write_reports_the_goodbye_of_the_other_side()
    {
        byte[] received = FrameBytes.Of(FrameBytes.Goodbye, 0, """{"code":"SW4006","found":"the disk is full","advice":"make room"}""");

        AgentException exception = await Should.ThrowAsync<AgentException>(() => OpenAsync(received));

        (exception.Code, exception.Problems[0].Message).ShouldBe((ProblemCode.AgentExited, "the disk is full"));
    }

    [Fact]
    public async Task A_failed_handshake_write_without_a_goodbye_reports_the_write_error()
    {
        AgentException exception = await Should.ThrowAsync<AgentException>(() => OpenAsync([]));

        (exception.Code, exception.Problems[0].Message).ShouldBe((ProblemCode.ConnectionLost, "Memory stream is not expandable."));
    }

    private static Task<AgentConnection> OpenAsync(byte[] received) =>
        AgentConnection.OpenAsync(new PipedStream(new MemoryStream(received), new MemoryStream([])), Options);
}
