using Loopback.Testbeds;

namespace Testbeds.Tests;

/// <summary>Simulated testbed of any kind on this machine, with a manual clock and a provider for it.</summary>
internal abstract class Stage(HandClock clock, string cluster) : IAsyncDisposable
{
    private readonly Random _chance = new(5);
    private GuardedProvider? _guarded;

    public HandClock Clock => clock;

    public FaultList Faults => Played.Faults;

    public ContractRequests Orders { get; } = new(new Random(3), cluster, name => new NodeSpec(name, 1));

    public abstract IProvider Place { get; }

    /// <summary>Whether the testbed has no resources left, of any owner.</summary>
    public abstract bool IsEmpty { get; }

    /// <summary>Whether a request creates nodes.</summary>
    public abstract bool Submits(HttpRequest request);

    protected abstract TestbedServer Played { get; }

    private GuardedProvider Guarded => _guarded ??= Place.Guard();

    /// <summary>
    /// Request for a node at a location in the syntax of the provider, such as <c>lyon</c>, <c>grenoble/m3-7</c> or
    /// <c>CHI@TACC/compute_a</c>.
    /// </summary>
    public StepRequest NodeAt(string name, string cloud, string image = "")
    {
        NodeHardware hardware = image.Length > 0 ? new NodeHardware { Image = image } : new NodeHardware();
        StepRequest order = new ContractRequests(_chance, "elsewhere", one => new NodeSpec(one, 1)
        {
            Cloud = cloud,
            Hardware = hardware,
        }).CreateNode(name);
        return order with { Tag = order.Tag with { Owner = Orders.Owner } };
    }

    public Task<StepOutcome> ApplyAsync(StepRequest order) => Guarded.ApplyOneAsync(order);

    public Task<ValueList<StepOutcome>> ApplyAsync(ValueList<StepRequest> orders, CancellationToken cancellationToken = default) =>
        Guarded.ApplyAllAsync(orders, cancellationToken);

    public Task<ValueList<Resource>> AdvanceAsync() => Guarded.Find<INodeAdvancement>()!.AdvanceAsync(Orders.Owner);

    /// <summary>Advances twice: the second call observes what the first one started.</summary>
    public async Task<ValueList<Resource>> SettleAsync()
    {
        await AdvanceAsync();
        return await AdvanceAsync();
    }

    /// <summary>Number of requests with this method and path, such as <c>POST /api/experiments</c>.</summary>
    public int CountOf(string request) => Faults.Seen.Count(seen => seen == request);

    /// <summary>Log lines of at least this level, with <c>testbed</c> in place of its address.</summary>
    public string[] Told<T>(CollectedLog<T> log, LogLevel level) =>
        [.. log.Above(level).Select(line => line.Replace(Played.Address.Authority, "testbed", StringComparison.Ordinal))];

    public abstract ValueTask DisposeAsync();
}

/// <summary>Simulated testbed of one kind. The provider is created at its first use.</summary>
internal abstract class Stage<TServer, TOptions, TProvider>(TServer server, HandClock clock, string cluster) : Stage(clock, cluster)
    where TServer : TestbedServer
    where TProvider : class, IProvider, INodeAdvancement
{
    private Func<TProvider>? _make;
    private TProvider? _provider;

    public TServer Server => server;

    public override IProvider Place => Provider;

    protected override TestbedServer Played => server;

    public TProvider Provider => _provider ??= _make?.Invoke() ?? Open();

    /// <summary>Sets the options of the provider, which must not have been used yet.</summary>
    public void Use(Func<TOptions, TOptions> change, ILogger<TProvider>? logger = null) => _make = () => Open(change, logger);

    public TProvider Open(Func<TOptions, TOptions>? change = null, ILogger<TProvider>? logger = null) =>
        Make(change ?? (static options => options), logger);

    public override async ValueTask DisposeAsync()
    {
        await (_provider?.DisposeAsync() ?? ValueTask.CompletedTask);
        await server.DisposeAsync();
    }

    protected abstract TProvider Make(Func<TOptions, TOptions> change, ILogger<TProvider>? logger);
}
