using Scalewright.Agents.Wire;

namespace Sdk.Tests.Agents;

public class ItemStreamReaderTests
{
    [Fact]
    public async Task A_read_after_a_failure_does_not_return_the_last_chunk_to_the_pool_again()
    {
        const int LineLength = 1000;
        FrameLink link = new(
            new MemoryStream(),
            new LinkOptions
            {
                Clock = TimeProvider.System,
                FrameTimeout = Timeout.InfiniteTimeSpan,
                HeartbeatPeriod = Timeout.InfiniteTimeSpan,
                HeartbeatTimeout = Timeout.InfiniteTimeSpan,
            }
        );
        await using (link)
        {
            AgentCall call = link.Add(1)!;
            byte[] chunk = [ChannelIds.Output, .. Enumerable.Repeat((byte)'a', LineLength), (byte)'\n'];
            call.OnFrame(new AgentFrame(FrameKind.Chunk, 1, chunk));
            ItemStreamReader reader = new(call, ChannelIds.Output);
            (await reader.ReadAsync(CancellationToken.None)).ShouldNotBeNull().Length.ShouldBe(LineLength);
            call.Fail(new IOException("the connection is broken"));

            await Should.ThrowAsync<IOException>(() => reader.ReadAsync(CancellationToken.None).AsTask());
            await Should.ThrowAsync<IOException>(() => reader.ReadAsync(CancellationToken.None).AsTask());

            // The pool gives an array that was returned twice to two renters.
            byte[] first = ArrayPool<byte>.Shared.Rent(chunk.Length);
            ArrayPool<byte>.Shared.Rent(chunk.Length).ShouldNotBeSameAs(first);
        }
    }
}
