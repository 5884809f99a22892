using Scalewright.Providers.Grid5000;

namespace Grid5000.Tests;

/// <summary>
/// Log of the Grid'5000 provider, and secrets that it must not contain. Lines and levels are those in the README of the
/// package.
/// </summary>
public sealed class Grid5000LogTests
{
    // "ann:secret" in base64, as HTTP basic authentication sends it.
    private const string Sent = "YW5uOnNlY3JldA==";
    private readonly CollectedLog<Grid5000Provider> _log = new();

    [Fact]
    public async Task Job_creation_and_deletion_are_logged_with_retries_counts_and_possible_leftovers()
    {
        await using Site site = await Site.StartAsync();
        Listen(site);
        site.Faults.Add(new Fault(FaultKind.Answer, request => request.Method == "GET") { Status = 500 });
        site.Faults.Add(new Fault(FaultKind.Answer, site.Submits) { Status = 429, RetryAfter = 7 });
        StepRequest order = site.Orders.CreateNode("n-1");

        await site.ApplyAsync(order);
        Resource node = (await site.ApplyAsync(order)).Resource!;
        await site.SettleAsync();
        site.Faults.Add(new Fault(FaultKind.LoseReply, request => request.Method == "DELETE"));
        await site.ApplyAsync(site.Orders.DestroyNode(node));
        await site.AdvanceAsync();

        string job = node.Id.Split('/')[1];
        site.Told(_log, LogLevel.Information)
            .ShouldBe([
                "5202 Warning GET testbed/stable/sites/rennes/jobs will be retried in 00:00:00.1794809, attempt 2 of 5: status 500",
                "5300 Information reserved: a wave of steps (1) took 00:00:00: 0 created, 0 updated, 0 deleted, 1 failed, 0 unknown, 0 not started",
                "5301 Warning reserved: steps with result Failed: 1, the first create node n-1: SW5003 throttled",
                $"4500 Information Job {job} at rennes is submitted, for nodes: 1",
                "5300 Information reserved: a wave of steps (1) took 00:00:00: 1 created, 0 updated, 0 deleted, 0 failed, 0 unknown, 0 not started",
                $"4503 Information Job {job} at rennes: deploying debian12-min to 1 machines, the first alpha-1.rennes.example",
                "5304 Information reserved: all nodes (1) are ready 00:00:00 after the start",
                "5300 Information reserved: a wave of steps (1) took 00:00:00: 0 created, 0 updated, 0 deleted, 0 failed, 1 unknown, 0 not started",
                "5301 Warning reserved: steps with result Unknown: 1, the first destroy node n-1: SW5005 call-outcome-unknown",
                "5302 Warning reserved: resources that may be left behind: 1, the first n-1; unless its program resumes, reap removes it",
                "5306 Information reserved: all nodes are deleted, 00:00:00 after the start",
            ]);
    }

    [Fact]
    public async Task Every_call_is_logged_with_its_status_and_without_its_query_string()
    {
        await using Site site = await Site.StartAsync();
        Listen(site);
        site.Faults.Add(new Fault(FaultKind.LoseRequest, request => request.Method == "GET"));

        await site.ApplyAsync(site.Orders.CreateNode("n-1"));

        string[] calls = [.. site.Told(_log, LogLevel.Debug).Where(line => line.StartsWith("52", StringComparison.Ordinal))];
        calls[0].ShouldStartWith("5201 Debug GET testbed/stable/sites/rennes/jobs: no answer after 00:00:00: ");
        calls[1].ShouldStartWith("5202 Warning GET testbed/stable/sites/rennes/jobs will be retried in 00:00:00.1794809, attempt 2 of 5: ");
        calls[2..]
            .ShouldBe([
                "5200 Debug GET testbed/stable/sites/rennes/jobs: 200 after 00:00:00",
                "5200 Debug POST testbed/stable/sites/rennes/jobs: 201 after 00:00:00",
                calls[^1],
            ]);
        calls[^1].ShouldStartWith("5200 Debug GET testbed/stable/sites/rennes/jobs/");
    }

    [Fact]
    public async Task Waiting_jobs_and_nodes_that_are_not_ready_are_logged_at_debug_level()
    {
        await using Site site = await Site.StartAsync();
        DateTimeOffset start = site.Clock.GetUtcNow() + TimeSpan.FromHours(1);
        Listen(site, options => options with { StartsAt = start });
        Resource node = (await site.ApplyAsync(site.Orders.CreateNode("n-1"))).Resource!;

        await site.SettleAsync();

        string[] waits =
        [
            .. _log.Lines.Where(line =>
                line.StartsWith("4502", StringComparison.Ordinal) || line.StartsWith("5303", StringComparison.Ordinal)
            ),
        ];
        waits.Length.ShouldBe(3);
        (waits[0], waits[2]).ShouldBe(
            (waits[2], $"4502 Debug Job {node.Id.Split('/')[1]} at rennes is waiting, and is to start at 11/21/2026 19:00:00 +00:00")
        );
        waits[1].ShouldBe("5303 Debug reserved: nodes 1, ready 0, pending 1, leaving 0, failed 0, 00:00:00 after the start");
    }

    [Fact]
    public async Task The_log_contains_neither_passwords_nor_response_bodies()
    {
        await using Site site = await Site.StartAsync();
        Listen(site, options => options with { RenewPassword = _ => Task.FromResult("newer") });

        // "ann:newer" in base64.
        await TestbedLogs.HideAsync(
            site,
            _log,
            $"you sent Basic {Sent}",
            () => site.Server.ChangePassword("newer"),
            () => ["secret", "newer", Sent, "YW5uOm5ld2Vy", "you sent", "AAAA"]
        );

        site.Told(_log, LogLevel.Warning)
            .ShouldContain(
                "5203 Warning GET testbed/stable/sites/rennes/jobs: the credentials were rejected; retrying with a new password or token"
            );
    }

    [Fact]
    public async Task Dependency_injection_creates_the_provider_with_the_registered_logger()
    {
        await using Site site = await Site.StartAsync();
        await using ServiceProvider services = new ServiceCollection()
            .AddSingleton<ILogger<Grid5000Provider>>(_log)
            .AddGrid5000Provider(Site.OptionsFor(site.Server))
            .BuildServiceProvider();

        await services.GetRequiredService<IProvider>().ObserveAsync(null);

        _log.Lines.Count(line => line.StartsWith("5200 Debug GET ", StringComparison.Ordinal)).ShouldBe(4);
    }

    private void Listen(Site site, Func<Grid5000Options, Grid5000Options>? change = null) =>
        site.Use(
            options => (change?.Invoke(options) ?? options) with { Clock = new StoppedWatch(site.Clock), Random = new EvenChance() },
            _log
        );
}
