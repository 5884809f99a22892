using System.Diagnostics.CodeAnalysis;

namespace Storage.Operations.Tests;

/// <summary>Manager, servers and network are in one process and in virtual time.</summary>
internal static class SimulatedStorageSite
{
    public static Task RunAsync(
        StorageSite site,
        Func<IStorageOperations, Task> test,
        Func<StorageManagerOptions, StorageManagerOptions>? change
    )
    {
        SimulationKernel kernel = new(new KernelOptions { Seed = site.Seed });
        kernel.Run(() => RunAsync(kernel, site, test, change));
        return Task.CompletedTask;
    }

    [SuppressMessage("Performance", "CA1849", Justification = "CancelAsync leaves the simulation's loop.")]
    private static async Task RunAsync(
        SimulationKernel kernel,
        StorageSite site,
        Func<IStorageOperations, Task> test,
        Func<StorageManagerOptions, StorageManagerOptions>? change
    )
    {
        // No port leads to it.
        StorageManagerOptions options = new()
        {
            Clock = kernel.Clock,
            Random = new Random((int)site.Seed),
            Password = "simulated",
        };
        options = change?.Invoke(options) ?? options;
        await using StorageManager manager = await StorageManager.StartAsync(options);
        await using StorageCluster cluster = await StorageCluster.CreateAsync(
            SiteCheck.SetupOf(site),
            new StorageClusterOptions { Clock = kernel.Clock, Seed = site.Seed }
        );
        using SimulatedOperations operations = new(site, cluster, new ManagerHandler(manager), options.Password);
        using CancellationTokenSource stop = new();
        Task agents = operations.RunAgentsAsync(stop.Token);
        try
        {
            await test(operations);
        }
        finally
        {
            stop.Cancel();
            await agents;
        }
    }
}

internal sealed class SimulatedOperations : SimulatedClusterOperations, IDisposable
{
    private static readonly Uri Address = new("http://localhost:8000/");

    private readonly HttpManagerChannel _way;
    private readonly FaultyManagerChannel _line;

    public SimulatedOperations(StorageSite site, StorageCluster cluster, ManagerHandler handler, string password)
        : base(site, cluster, new StorageManagerClient(Address, handler, cluster.Clock) { SitePassword = password }, new HostFiles())
    {
        _way = new HttpManagerChannel(Address, handler, cluster.Clock);
        _line = new FaultyManagerChannel(_way, [], new Random((int)site.Seed), cluster.Clock);
        Fleet = new AgentFleet(cluster, _ => _line);
    }

    public override TimeSpan TimeTolerance => TimeSpan.Zero;

    protected override AgentFleet Fleet { get; }

    public Task RunAgentsAsync(CancellationToken cancellationToken) => Fleet.RunAsync(cancellationToken);

    public void Dispose()
    {
        _way.Dispose();
        Manager.Dispose();
    }

    public override Task IsolateFromManagerAsync(string server, bool isCut, CancellationToken cancellationToken = default)
    {
        string fqdn = NameOf(server);
        ValueList<ChannelFaultRule> others = _line.Rules.Where(rule => rule.Fqdn != fqdn).ToValueList();
        _line.Rules = isCut ? others.Add(new ChannelFaultRule(ChannelFault.Refuse) { Fqdn = fqdn }) : others;
        return Task.CompletedTask;
    }

    protected override bool IsPlayed(string server) => true;

    protected override Task SettleAsync(string server, CancellationToken cancellationToken) => Task.CompletedTask;

    protected override Task AppendLogAsync(string server, string line, CancellationToken cancellationToken)
    {
        Cluster.Logs.Inject(server, line, Clock.GetUtcNow());
        return Task.CompletedTask;
    }
}
