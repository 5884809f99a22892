namespace IotLab.Tests;

/// <summary>
/// Tests that the IoT-LAB provider logs the lines and levels in the README of its package, and never a secret.
/// </summary>
public sealed class IotLabLogTests
{
    // "ann:secret" in base64, as HTTP basic authentication sends it.
    private const string EncodedCredentials = "YW5uOnNlY3JldA==";
    private readonly CollectedLog<IotLabProvider> _log = new();

    [Fact]
    public async Task Experiment_creation_and_deletion_are_logged_with_retries_counts_and_possible_leftovers()
    {
        await using Bench bench = await Bench.StartAsync();
        UseLog(bench);
        bench.Faults.Add(
            new Fault(FaultKind.Answer, request => request is { Method: "GET", Path.Value: "/api/experiments" }) { Status = 500 }
        );
        bench.Faults.Add(new Fault(FaultKind.Answer, bench.Submits) { Status = 429, RetryAfter = 7 });
        StepRequest createRequest = bench.Orders.CreateNode("n-1");

        await bench.ApplyAsync(createRequest);
        Resource node = (await bench.ApplyAsync(createRequest)).Resource!;
        await bench.AdvanceAsync();
        bench.Faults.Add(
            new Fault(FaultKind.LoseReply, request =>
                request.Method == "DELETE" && request.Path.StartsWithSegments("/api/monitoring", StringComparison.Ordinal)
            )
        );
        long experiment = bench.LiveIds.Single();
        await bench.ApplyAsync(bench.Orders.DestroyNode(node));
        bench.Clock.Advance(TimeSpan.FromSeconds(1));
        await bench.AdvanceAsync();

        bench
            .Told(_log, LogLevel.Information)
            .ShouldBe([
                "5202 Warning GET testbed/api/experiments will be retried in 00:00:00.1794809, attempt 2 of 5: status 500",
                "5300 Information reserved: a wave of steps (1) took 00:00:00: 0 created, 0 updated, 0 deleted, 1 failed, 0 unknown, 0 not started",
                "5301 Warning reserved: steps with result Failed: 1, the first create node n-1: SW5003 throttled",
                $"4700 Information Experiment {experiment} was submitted, nodes: 1",
                "5300 Information reserved: a wave of steps (1) took 00:00:00: 1 created, 0 updated, 0 deleted, 0 failed, 0 unknown, 0 not started",
                "5304 Information reserved: all nodes (1) are ready 00:00:00 after the start",
                $"4701 Information Experiment {experiment} was ended",
                "5300 Information reserved: a wave of steps (1) took 00:00:00: 0 created, 0 updated, 0 deleted, 0 failed, 1 unknown, 0 not started",
                "5301 Warning reserved: steps with result Unknown: 1, the first destroy node n-1: SW5005 call-outcome-unknown",
                "5302 Warning reserved: resources that may be left behind: 1, the first n-1; unless its program resumes, reap removes it",
                "5306 Information reserved: all nodes are deleted, 00:00:00 after the start",
            ]);
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task Redeployed_boards_are_logged()
    {
        await using Bench bench = await Bench.StartAsync();
        UseLog(bench);
        bench.Server.Spoil("m3-1.grenoble.iot-lab.info", 1);
        await bench.ApplyAsync(bench.Orders.CreateNode("n-1"));

        await bench.AdvanceAsync();

        _log.Lines.ShouldContain(
            $"4703 Information Experiment {bench.LiveIds.Single()}: redeployed boards: 1, first m3-1.grenoble.iot-lab.info; succeeded: 1"
        );
    }

    [Fact]
    public async Task The_log_contains_neither_passwords_nor_response_bodies()
    {
        await using Bench bench = await Bench.StartAsync();
        UseLog(bench, options => options with { RenewPassword = _ => Task.FromResult("newer") });

        // "ann:newer" in base64.
        await TestbedLogs.HideAsync(
            bench,
            _log,
            $"you sent Basic {EncodedCredentials}",
            () => bench.Server.ChangePassword("newer"),
            () => ["secret", "newer", EncodedCredentials, "YW5uOm5ld2Vy", "you sent"]
        );

        bench
            .Told(_log, LogLevel.Warning)
            .ShouldContain(
                "5203 Warning GET testbed/api/experiments: the credentials were rejected; retrying with a new password or token"
            );
    }

    [Fact]
    public async Task Dependency_injection_creates_the_provider_with_the_registered_logger()
    {
        await using Bench bench = await Bench.StartAsync();
        await using ServiceProvider services = new ServiceCollection()
            .AddSingleton<ILogger<IotLabProvider>>(_log)
            .AddIotLabProvider(Bench.OptionsFor(bench.Server))
            .BuildServiceProvider();

        await services.GetRequiredService<IProvider>().ObserveAsync(null);

        _log.Lines.Count(line => line.StartsWith("5200 Debug GET ", StringComparison.Ordinal)).ShouldBeGreaterThan(0);
    }

    private void UseLog(Bench bench, Func<IotLabOptions, IotLabOptions>? change = null) =>
        bench.Use(
            options => (change?.Invoke(options) ?? options) with { Clock = new StoppedWatch(bench.Clock), Random = new EvenChance() },
            _log
        );
}
