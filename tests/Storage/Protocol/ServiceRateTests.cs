using StorageSample.Managing.Links;

namespace Storage.Protocol.Tests;

public class ServiceRateTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(100)]
    [InlineData(900)]
    public async Task A_service_queue_processes_single_messages_at_the_configured_rate(int rate)
    {
        await using SimulationProvider provider = new();
        await provider.RunAsync(async token =>
        {
            ServiceQueue queue = new(
                "corosync",
                _ => { },
                new StorageManagerOptions
                {
                    Clock = provider.Clock,
                    MaxMessagesPerSecond = rate,
                    Password = "lustre",
                }
            );
            for (int message = 0; message < 10_000; message++)
            {
                queue.Add(new AgentMessage(MessageType.Data, "oss1"));
                await Task.Delay(TimeSpan.FromMilliseconds(1), provider.Clock, token);
            }

            // Ten seconds of messages, a thousand per second. A burst of a tenth of a second is allowed, and waits are
            // whole milliseconds.
            queue.ProcessedCount.ShouldBeInRange(10 * rate * 95 / 100, (10 * rate * 102 / 100) + Math.Max(1, rate / 10));
            queue.Count.ShouldBe(10_000 - (int)queue.ProcessedCount);
        });
    }
}
