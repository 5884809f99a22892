namespace Chameleon.Tests;

/// <summary>
/// Log of the Chameleon provider, and secrets that it must not contain. Lines and levels are those in the README of the
/// package.
/// </summary>
public sealed class ChameleonLogTests
{
    private readonly CollectedLog<ChameleonProvider> _log = new();

    [Fact]
    public async Task Lease_and_server_creation_and_deletion_are_logged_with_retries_counts_and_possible_leftovers()
    {
        await using Testbed testbed = await Testbed.StartAsync();
        Listen(testbed);
        testbed.Faults.Add(
            new Fault(FaultKind.Answer, request =>
                request.Method == "GET" && request.Path.Value!.EndsWith("/leases", StringComparison.Ordinal)
            )
            {
                Status = 500,
            }
        );
        testbed.Faults.Add(new Fault(FaultKind.Answer, testbed.Submits) { Status = 429, RetryAfter = 7 });
        StepRequest order = testbed.Orders.CreateNode("n-1");

        await testbed.ApplyAsync(order);
        Resource node = (await testbed.ApplyAsync(order)).Resource!;
        await testbed.SettleAsync();
        string lease = testbed.Server.LiveLeases(Testbed.Chicago).Single().Split(' ')[0];
        testbed.Faults.Add(
            new Fault(FaultKind.LoseReply, request =>
                request.Method == "DELETE" && request.Path.Value!.Contains("/leases/", StringComparison.Ordinal)
            )
        );
        await testbed.ApplyAsync(testbed.Orders.DestroyNode(node));
        await testbed.AdvanceAsync();

        testbed
            .Told(_log, LogLevel.Information)
            .ShouldBe([
                "5202 Warning GET testbed/CHI@UC/reservation/v1/leases will be retried in 00:00:00.1794809, attempt 2 of 5: status 500",
                $"4800 Information Lease {lease} at CHI@UC is reserved from 11/21/2026 18:00:00 +00:00 to 11/21/2026 19:00:00 +00:00, machines: 1",
                "5300 Information leased: a wave of steps (1) took 00:00:00: 0 created, 0 updated, 0 deleted, 1 failed, 0 unknown, 0 not started",
                "5301 Warning leased: steps with result Failed: 1, the first create node n-1: SW5003 throttled",
                "5300 Information leased: a wave of steps (1) took 00:00:00: 1 created, 0 updated, 0 deleted, 0 failed, 0 unknown, 0 not started",
                "4806 Information Node n-1 at CHI@UC has an address",
                "5304 Information leased: all nodes (1) are ready 00:00:00 after the start",
                "5300 Information leased: a wave of steps (1) took 00:00:00: 0 created, 0 updated, 0 deleted, 0 failed, 1 unknown, 0 not started",
                "5301 Warning leased: steps with result Unknown: 1, the first destroy node n-1: SW5005 call-outcome-unknown",
                "5302 Warning leased: resources that may be left behind: 1, the first n-1; unless its program resumes, reap removes it",
                "5306 Information leased: all nodes are deleted, 00:00:00 after the start",
            ]);
    }

    [Fact]
    public async Task The_replacement_of_a_failed_server_is_logged()
    {
        await using Testbed testbed = await Testbed.StartAsync();
        Listen(testbed);
        testbed.Server.SpoilServers(Testbed.Chicago, "compute-a-1", 1);
        await testbed.ApplyAsync(testbed.Orders.CreateNode("n-1"));
        string server = testbed.Server.LiveServers(Testbed.Chicago).Single().Split(' ')[0];

        await testbed.SettleAsync();
        await testbed.SettleAsync();

        testbed
            .Told(_log, LogLevel.Information)[2..]
            .ShouldBe([
                $"4804 Warning Server {server} of node n-1 at CHI@UC failed and is being replaced",
                "4805 Information Node n-1 at CHI@UC has another server, number 2",
                "4806 Information Node n-1 at CHI@UC has an address",
                "5304 Information leased: all nodes (1) are ready 00:00:00 after the start",
            ]);
    }

    [Fact]
    public async Task The_log_contains_neither_secrets_nor_tokens_nor_response_bodies()
    {
        await using Testbed testbed = await Testbed.StartAsync();
        using TokenEar ear = new();
        Listen(testbed, options => options with { Handler = ear });

        await TestbedLogs.HideAsync(testbed, _log, "you sent a token", testbed.Server.RevokeTokens, () =>
            [.. ear.Tokens, "secret", "you sent"]
        );

        testbed
            .Told(_log, LogLevel.Warning)
            .ShouldContain(line => line.StartsWith("5203 Warning GET testbed/CHI@UC/", StringComparison.Ordinal));
        ear.Tokens.Count.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task Dependency_injection_creates_the_provider_with_the_registered_logger()
    {
        await using Testbed testbed = await Testbed.StartAsync();
        await using ServiceProvider services = new ServiceCollection()
            .AddSingleton<ILogger<ChameleonProvider>>(_log)
            .AddChameleonProvider(Testbed.OptionsFor(testbed.Server))
            .BuildServiceProvider();

        await services.GetRequiredService<IProvider>().ObserveAsync(null);

        testbed
            .Told(_log, LogLevel.Debug)
            .ShouldContain(line =>
                line.StartsWith("5200 Debug POST testbed/identity/v3/auth/tokens: 201 after ", StringComparison.Ordinal)
            );
    }

    private void Listen(Testbed testbed, Func<ChameleonOptions, ChameleonOptions>? change = null) =>
        testbed.Use(
            options => (change?.Invoke(options) ?? options) with { Clock = new StoppedWatch(testbed.Clock), Random = new EvenChance() },
            _log
        );

    private sealed class TokenEar() : DelegatingHandler(new SocketsHttpHandler { UseCookies = false })
    {
        public ConcurrentBag<string> Tokens { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            if (response.Headers.TryGetValues("X-Subject-Token", out IEnumerable<string>? given))
            {
                Tokens.Add(given.Single());
            }

            return response;
        }
    }
}
