namespace Kubernetes.Tests;

/// <summary>Log of the provider. Source of the lines and levels: README of the package.</summary>
public sealed class KubernetesLogTests
{
    private const string Pods = "testbed/api/v1/namespaces/default/pods";
    private readonly ContractRequests _orders = new(new Random(3), "told", name => new NodeSpec(name, 1));
    private readonly CollectedLog<KubernetesProvider> _log = new();

    [Fact]
    public async Task The_log_of_pod_creation_and_deletion_shows_counts_retries_and_possible_leftovers()
    {
        await using KubernetesServer server = await KubernetesServer.StartAsync();
        await using KubernetesProvider provider = Open(server);
        server.Faults.Add(new Fault(FaultKind.Answer, request => request.Method == "POST") { Status = 429, RetryAfter = 7 });
        server.Faults.Add(new Fault(FaultKind.Answer, request => request.Method == "GET") { Status = 500 });
        StepRequest order = _orders.CreateNode("n-1");

        await ApplyAsync(provider, order);
        Resource node = (await ApplyAsync(provider, order)).Resource!;
        server.Faults.Add(new Fault(FaultKind.LoseRequest, request => request.Method == "DELETE"));
        await ApplyAsync(provider, _orders.DestroyNode(node));

        string pod = node.Id.Split('/')[0];

        // Decorrelated jitter with the random number 0.5: 0.2 s · √2 · tanh √2 / 1.4.
        Told(server, LogLevel.Information)
            .ShouldBe([
                "5300 Information told: a wave of steps (1) took 00:00:00: 0 created, 0 updated, 0 deleted, 1 failed, 0 unknown, 0 not started",
                "5301 Warning told: steps with result Failed: 1, the first create node n-1: SW5003 throttled",
                $"4400 Information Pod {pod} is made for node n-1",
                "5300 Information told: a wave of steps (1) took 00:00:00: 1 created, 0 updated, 0 deleted, 0 failed, 0 unknown, 0 not started",
                $"5202 Warning GET {Pods}/{pod} will be retried in 00:00:00.1794809, attempt 2 of 5: status 500",
                "5300 Information told: a wave of steps (1) took 00:00:00: 0 created, 0 updated, 0 deleted, 0 failed, 1 unknown, 0 not started",
                "5301 Warning told: steps with result Unknown: 1, the first destroy node n-1: SW5005 call-outcome-unknown",
                "5302 Warning told: resources that may be left behind: 1, the first n-1; unless its program resumes, reap removes it",
            ]);
    }

    [Fact]
    public async Task A_failed_watch_is_logged_with_its_reason_and_retry_delay()
    {
        await using KubernetesServer server = await KubernetesServer.StartAsync();
        await using KubernetesProvider provider = Open(server);
        server.Faults.Add(new Fault(FaultKind.Answer, request => request.Query.ContainsKey("watch")) { Status = 503 });
        await using IAsyncEnumerator<ValueList<Resource>> watch = provider.WatchAsync(_orders.Owner).GetAsyncEnumerator();
        await watch.MoveNextAsync();
        Task<bool> next = watch.MoveNextAsync().AsTask();

        await ApplyAsync(provider, _orders.CreateNode("n-1"));
        await next;

        Told(server, LogLevel.Warning)
            .ShouldBe(["4402 Warning The watch of pods failed, and starts again in 00:00:00.2000000, failures in a row: 1: status 503"]);
    }

    [Fact]
    public async Task No_log_line_contains_tokens_response_bodies_or_command_arguments()
    {
        await using KubernetesServer server = await KubernetesServer.StartAsync(new KubernetesServerOptions { Token = "ey-first" });
        await using KubernetesProvider provider = Open(server, options =>
            options with
            {
                Client = options.Client with { Token = "ey-first" },
                RenewToken = _ => Task.FromResult("ey-second"),
                AgentCommand = ["agent", "--key=private"],
            }
        );
        server.Faults.Add(new Fault(FaultKind.Answer, request => request.Method == "GET") { Status = 503, Body = "you sent ey-first" });
        server.Faults.Add(new Fault(FaultKind.Answer, request => request.Method == "POST") { Status = 400, Body = "you sent ey-first" });
        await ApplyAsync(provider, _orders.CreateNode("n-1"));
        server.RenewToken("ey-second");
        Resource node = (await ApplyAsync(provider, _orders.CreateNode("n-2"))).Resource!;
        await provider.ObserveAsync(_orders.Owner);
        server.Faults.Add(
            new Fault(FaultKind.Answer, request => request.Path.Value!.EndsWith("/exec", StringComparison.Ordinal))
            {
                Status = 500,
                Times = 100,
            }
        );
        await Should.ThrowAsync<Scalewright.Agents.AgentException>(async () => await provider.ConnectAsync(node));
        await ApplyAsync(provider, _orders.DestroyNode(node));

        Told(server, LogLevel.Warning)
            .ShouldContain($"5203 Warning POST {Pods}: the credentials were rejected; retrying with a new password or token");
        string[] secrets = ["ey-first", "ey-second", "private", "you sent"];
        _log.Lines.ShouldAllBe(line => !secrets.Any(secret => line.Contains(secret, StringComparison.OrdinalIgnoreCase)));
        _log.Lines.Count.ShouldBeGreaterThan(10);
    }

    [Fact]
    public async Task The_password_of_a_proxy_is_in_no_log_line_and_no_error()
    {
        await using KubernetesServer proxy = await KubernetesServer.StartAsync();
        proxy.Faults.Add(new Fault(FaultKind.Answer, request => request.Method == "CONNECT") { Status = 502, Times = 100 });
        UriBuilder way = new(proxy.Address) { UserName = "ann", Password = "s3cr3t" };
        await using KubernetesProvider provider = Open(proxy, options =>
            new FastDelayClock().Of(options) with
            {
                Client = new KubernetesClientOptions(new Uri("https://cluster.invalid:6443")) { Proxy = way.Uri },
            }
        );

        ProviderException looked = await Should.ThrowAsync<ProviderException>(() => provider.ObserveAsync(null));
        StepOutcome made = await ApplyAsync(provider, _orders.CreateNode("n-1"));

        looked.Problems.Single().Message.ShouldContain($"http://{proxy.Address.Authority}");
        made.Problem!.Message.ShouldContain($"http://{proxy.Address.Authority}");
        Told(proxy, LogLevel.Warning).ShouldContain(line => line.Contains("http://testbed", StringComparison.Ordinal));
        _log.Lines.Append(looked.ToString())
            .Append(made.ToString())
            .ShouldAllBe(line => !line.Contains("s3cr3t", StringComparison.Ordinal) && !line.Contains("ann:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Dependency_injection_creates_the_provider_with_the_registered_logger()
    {
        await using KubernetesServer server = await KubernetesServer.StartAsync();
        await using ServiceProvider services = new ServiceCollection()
            .AddSingleton<ILogger<KubernetesProvider>>(_log)
            .AddKubernetesProvider(TestCluster.OptionsFor(server))
            .BuildServiceProvider();

        await services.GetRequiredService<IProvider>().ObserveAsync(null);

        Told(server, LogLevel.Debug).Single().ShouldStartWith($"5200 Debug GET {Pods}: 200 after ");
    }

    private static Task<StepOutcome> ApplyAsync(KubernetesProvider provider, StepRequest order) => provider.Guard().ApplyOneAsync(order);

    private KubernetesProvider Open(KubernetesServer server, Func<KubernetesOptions, KubernetesOptions>? change = null)
    {
        KubernetesOptions options = TestCluster.OptionsFor(server) with
        {
            Clock = new StoppedWatch(TimeProvider.System),
            Random = new EvenChance(),
        };
        return new KubernetesProvider(change?.Invoke(options) ?? options, _log);
    }

    private string[] Told(KubernetesServer server, LogLevel level) =>
        [.. _log.Above(level).Select(line => line.Replace(server.Address.Authority, "testbed", StringComparison.Ordinal))];
}
