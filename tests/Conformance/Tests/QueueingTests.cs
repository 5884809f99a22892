using Conformance.Queueing;

namespace Conformance.Tests;

public class QueueingTests
{
    private static readonly QueueingSuite Suite = new();

    [Fact]
    public async Task Latencies_and_rates_of_queueing_networks_match_their_exact_values()
    {
        (int passed, int failed) = await SuiteRun.RunAsync(
            Suite,
            Path.Combine(AppContext.BaseDirectory, "Cases", Suite.Name),
            TextWriter.Null,
            CancellationToken.None
        );

        passed.ShouldBe(4);
        failed.ShouldBe(0);
    }
}
