namespace Minimega.Tests.Backend;

public sealed class MinimegaLogTests
{
    private readonly ContractRequests _orders = new(new Random(42), "told", LoopbackMinimega.Specify);
    private readonly CollectedLog<MinimegaProvider> _log = new();

    [Fact]
    public async Task Node_creations_and_deletions_are_logged_with_counts()
    {
        await using LoopbackMinimega place = new(options => options with { VmsMax = 2 });
        await using GuardedProvider provider = new MinimegaProvider(
            place.Options with
            {
                Clock = new StoppedWatch(TimeProvider.System),
            },
            _log
        ).Guard();

        ValueList<StepOutcome> made = await ApplyAsync(provider, _orders.CreateNodes(3));
        await provider.ObserveAsync(_orders.Owner);
        await ApplyAsync(
            provider,
            [.. made.Where(outcome => outcome.Resource is not null).Select(outcome => _orders.DestroyNode(outcome.Resource!))]
        );
        await provider.ObserveAsync(_orders.Owner);

        _log.Lines.Where(line => line.StartsWith("5300", StringComparison.Ordinal))
            .ShouldBe([
                "5300 Information told: a wave of steps (3) took 00:00:00: 2 created, 0 updated, 0 deleted, 1 failed, 0 unknown, 0 not started",
                "5300 Information told: a wave of steps (2) took 00:00:00: 0 created, 0 updated, 2 deleted, 0 failed, 0 unknown, 0 not started",
            ]);
        _log.Lines.Single(line => line.StartsWith("5301", StringComparison.Ordinal))
            .ShouldStartWith("5301 Warning told: steps with result Failed: 1, the first create node contract-3: ");
        _log.Lines.ShouldContain("5306 Information told: all nodes are deleted, 00:00:00 after the start");
    }

    private static Task<ValueList<StepOutcome>> ApplyAsync(GuardedProvider provider, ValueList<StepRequest> orders) =>
        provider.ApplyAllAsync(orders);
}
