using Microsoft.Extensions.DependencyInjection;

namespace AutoScaling.Tests.Backend;

/// <summary>Log of the provider. Source of the lines and levels: README of the package.</summary>
public sealed class ProviderLogTests : IAsyncLifetime
{
    private readonly ContractRequests _orders = new(new Random(3), "told", name => new NodeSpec(name, 1));
    private readonly CollectedLog<AutoScalingProvider> _log = new();
    private SimulatedEndpoint? _place;

    public async Task InitializeAsync() => _place = await SimulatedEndpoint.OpenAsync();

    public async Task DisposeAsync() => await _place!.DisposeAsync();

    [Fact]
    public async Task The_log_of_instance_creation_and_deletion_shows_counts_retries_and_possible_leftovers()
    {
        int looks = 0;
        int starts = 0;
        using FaultyHandler handler = new()
        {
            Answer = (action, _) =>
                action == "RunInstances" && ++starts == 1 ? FaultyHandler.Fault(503, "RequestLimitExceeded", "7")
                : action == "DescribeInstances" && ++looks == 1 ? FaultyHandler.Fault(500, "InternalError")
                : null,
            Loses = (action, _) => action == "TerminateInstances",
        };
        await using AutoScalingProvider provider = Open(handler);
        StepRequest order = _orders.CreateNode("n-1");

        await ApplyAsync(provider, order);
        Resource node = (await ApplyAsync(provider, order)).Resource!;
        await ApplyAsync(provider, _orders.DestroyNode(node));

        Told(LogLevel.Information)
            .ShouldBe([
                "5300 Information told: a wave of steps (1) took 00:00:00: 0 created, 0 updated, 0 deleted, 1 failed, 0 unknown, 0 not started",
                "5301 Warning told: steps with result Failed: 1, the first create node n-1: SW5003 throttled",
                $"4300 Information Instance {node.Id} is started for node n-1",
                "5300 Information told: a wave of steps (1) took 00:00:00: 1 created, 0 updated, 0 deleted, 0 failed, 0 unknown, 0 not started",
                Told(LogLevel.Information)[4],
                "5300 Information told: a wave of steps (1) took 00:00:00: 0 created, 0 updated, 0 deleted, 0 failed, 1 unknown, 0 not started",
                "5301 Warning told: steps with result Unknown: 1, the first destroy node n-1: SW5005 call-outcome-unknown",
                "5302 Warning told: resources that may be left behind: 1, the first n-1; unless its program resumes, reap removes it",
            ]);

        // The delay has jitter.
        Told(LogLevel.Information)[4]
            .ShouldMatch("^5202 Warning POST DescribeInstances place/ will be retried in 00:00:00[.0-9]*, attempt 2 of 5: status 500$");
        Told(LogLevel.Debug).ShouldContain("5200 Debug POST RunInstances place/: 200 after 00:00:00");
        Told(LogLevel.Debug)
            .ShouldContain("5201 Debug POST TerminateInstances place/: no answer after 00:00:00: the answer was lost on purpose");
    }

    [Fact]
    public async Task No_log_line_contains_keys_signatures_or_response_bodies()
    {
        AccessKey old = TestEndpoint.Key with { SecretAccessKey = "the-old-secret", SessionToken = "lent-until-noon" };
        int calls = 0;
        using FaultyHandler handler = new() { Answer = (_, _) => ++calls == 1 ? FaultyHandler.Fault(500, "InternalError") : null };
        await using AutoScalingProvider provider = Open(handler, options =>
            options with
            {
                Key = old,
                RenewKey = (_, _) => Task.FromResult(TestEndpoint.Key),
            }
        );

        await provider.ObserveAsync(_orders.Owner);
        Resource node = (await ApplyAsync(provider, _orders.CreateNode("n-1"))).Resource!;
        await ApplyAsync(provider, _orders.DestroyNode(node));

        Told(LogLevel.Warning)
            .ShouldContain(
                "5203 Warning POST DescribeInstances place/: the credentials were rejected; retrying with a new password or token"
            );
        string[] secrets =
        [
            old.SecretAccessKey,
            old.SessionToken,
            TestEndpoint.Key.SecretAccessKey,
            TestEndpoint.Key.AccessKeyId,
            "Signature",
            "on purpose",
        ];
        _log.Lines.ShouldAllBe(line => !secrets.Any(secret => line.Contains(secret, StringComparison.OrdinalIgnoreCase)));
        _log.Lines.Count.ShouldBeGreaterThan(5);
    }

    [Fact]
    public async Task Dependency_injection_creates_the_provider_with_the_registered_logger()
    {
        await using ServiceProvider services = new ServiceCollection()
            .AddSingleton<ILogger<AutoScalingProvider>>(_log)
            .AddAutoScalingProvider(_place!.Options)
            .BuildServiceProvider();

        await services.GetRequiredService<IProvider>().ObserveAsync(null);

        Told(LogLevel.Debug)
            .ShouldAllBe(line => line.StartsWith("5200 Debug POST DescribeInstances place/: 200 after ", StringComparison.Ordinal));
        _log.Lines.ShouldNotBeEmpty();
    }

    private static Task<StepOutcome> ApplyAsync(AutoScalingProvider provider, StepRequest order) => provider.Guard().ApplyOneAsync(order);

    private AutoScalingProvider Open(FaultyHandler handler, Func<AutoScalingOptions, AutoScalingOptions>? change = null)
    {
        AutoScalingOptions options = _place!.Options with { Handler = handler, Clock = new StoppedWatch(_place.Clock) };
        return new AutoScalingProvider(change?.Invoke(options) ?? options, _log);
    }

    private string[] Told(LogLevel level) =>
        [.. _log.Above(level).Select(line => line.Replace(_place!.Options.Address.Authority, "place", StringComparison.Ordinal))];
}
