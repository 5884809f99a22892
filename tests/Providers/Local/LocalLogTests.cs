namespace Local.Tests;

/// <summary>Tests the log lines and levels that the README of the package documents.</summary>
[Collection(LocalFolder.Turns)]
public sealed class LocalLogTests : IDisposable
{
    private readonly LocalFolder _folder = new();
    private readonly ContractRequests _orders = new(new Random(42), "told", name => new NodeSpec(name, 1));
    private readonly CollectedLog<LocalProvider> _log = new();

    public void Dispose() => _folder.Dispose();

    // The range has 8 addresses. The first, the last and that of this machine are not used for nodes.
    [Fact]
    public async Task Nodes_created_until_addresses_run_out_and_removed_are_logged_with_counts()
    {
        Subnet range = Subnet.TryParse("127.79.0.0/29", out Subnet parsed) ? parsed : default;
        await using GuardedProvider provider = new LocalProvider(Options with { AddressRange = range }, _log).Guard();

        ValueList<StepOutcome> made = await ApplyAsync(provider, [.. _orders.CreateNodes(6)]);
        await provider.ObserveAsync(_orders.Owner);
        await ApplyAsync(
            provider,
            [.. made.Where(outcome => outcome.Resource is not null).Select(outcome => _orders.DestroyNode(outcome.Resource!))]
        );
        await provider.ObserveAsync(_orders.Owner);

        // Nodes are created concurrently, so any of them may get no address.
        Told("5100")
            .Select(line => line.Split(' ')[^1])
            .Order(StringComparer.Ordinal)
            .ShouldBe(["127.79.0.2", "127.79.0.3", "127.79.0.4", "127.79.0.5", "127.79.0.6"]);
        Told("5101").Length.ShouldBe(5);
        Told("5301")
            .Single()
            .ShouldMatch(
                "^5301 Warning told: steps with result Failed: 1, the first create node contract-[1-6]: SW5001 insufficient-capacity$"
            );
        Told("5300", "5302", "5304", "5306")
            .ShouldBe([
                "5300 Information told: a wave of steps (6) took 00:00:00: 5 created, 0 updated, 0 deleted, 1 failed, 0 unknown, 0 not started",
                "5304 Information told: all nodes (5) are ready 00:00:00 after the start",
                "5300 Information told: a wave of steps (5) took 00:00:00: 0 created, 0 updated, 5 deleted, 0 failed, 0 unknown, 0 not started",
                "5306 Information told: all nodes are deleted, 00:00:00 after the start",
            ]);
    }

    [MachineFact("namespaces")]
    public async Task Link_changes_and_provider_commands_are_logged_and_commands_on_nodes_are_not()
    {
        await using LocalProvider provider = new(Options with { Isolation = LocalIsolation.Namespaces }, _log);
        Resource node = (await ApplyAsync(provider.Guard(), [_orders.CreateNode("n-1")])).Single().Resource!;
        await provider.SetLinkConditionsAsync(node, new LinkConditions { BlockedDirections = BlockedDirections.Both });
        await provider.RestoreLinkAsync(node);
        await using (INodeConnection connection = await provider.ConnectAsync(node))
        {
            await connection.RunAsync(new CommandRequest(["echo", "ey-secret"]), CancellationToken.None);
        }

        await provider.KillAsync(node);
        await ApplyAsync(provider.Guard(), [_orders.DestroyNode(node)]);

        Told("5104", "5105", "5107")
            .ShouldBe([
                "5104 Information The conditions of the link of node n-1 are changed",
                "5105 Information The link of node n-1 is restored",
                "5107 Information The programs of node n-1 are killed",
            ]);
        _log.Lines.ShouldContain("5102 Debug ip completed after 00:00:00");
        _log.Lines.ShouldAllBe(line => !line.Contains("ey-secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Dependency_injection_creates_one_provider_with_the_registered_clock_and_logger()
    {
        StoppedWatch clock = new(TimeProvider.System);
        await using ServiceProvider services = new ServiceCollection()
            .AddSingleton<TimeProvider>(clock)
            .AddSingleton<ILogger<LocalProvider>>(_log)
            .AddLocalProvider(Options with { Clock = TimeProvider.System })
            .BuildServiceProvider();
        LocalProvider provider = services.GetRequiredService<LocalProvider>();

        Resource node = (await ApplyAsync(provider.Guard(), [_orders.CreateNode("n-1")])).Single().Resource!;
        await ApplyAsync(provider.Guard(), [_orders.DestroyNode(node)]);

        services.GetRequiredService<IProvider>().ShouldBeSameAs(provider);
        provider.Clock.ShouldBeSameAs(clock);
        Told("5300").Length.ShouldBe(2);
    }

    private LocalOptions Options =>
        new()
        {
            Isolation = LocalIsolation.Processes,
            Folder = _folder.Path,
            Clock = new StoppedWatch(TimeProvider.System),
        };

    private static Task<ValueList<StepOutcome>> ApplyAsync(GuardedProvider provider, ValueList<StepRequest> orders) =>
        provider.ApplyAllAsync(orders);

    private string[] Told(params string[] ids) => [.. _log.Lines.Where(line => ids.Contains(line.Split(' ')[0], StringComparer.Ordinal))];
}
