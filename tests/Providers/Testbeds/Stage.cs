using Loopback.Testbeds;

namespace Testbeds.Tests;

/// <summary>A testbed of this machine whose date is set by hand, whatever its kind, with a provider for it.</summary>
internal abstract class Stage(HandClock clock, string cluster) : IAsyncDisposable
{
    private readonly Random _chance = new(5);

    public HandClock Clock => clock;

    public FaultList Faults => Played.Faults;

    public ContractRequests Orders { get; } = new(new Random(3), cluster, name => new NodeSpec(name, 1));

    public abstract IProvider Place { get; }

    /// <summary>Whether nothing of anybody is left there.</summary>
    public abstract bool IsEmpty { get; }

    /// <summary>Whether a request asks for nodes.</summary>
    public abstract bool Submits(HttpRequest request);

    protected abstract TestbedServer Played { get; }

    /// <summary>An order for a node at a place in the provider's own words, as <c>lyon</c>, <c>grenoble/m3-7</c> or <c>CHI@TACC/compute_a</c>.</summary>
    public StepRequest NodeAt(string name, string cloud, string image = "")
    {
        NodeHardware hardware = image.Length > 0 ? new NodeHardware { Image = image } : new NodeHardware();
        StepRequest order = new ContractRequests(_chance, "elsewhere", one => new NodeSpec(one, 1) { Cloud = cloud, Hardware = hardware }).CreateNode(name);
        return order with { Tag = order.Tag with { Owner = Orders.Owner } };
    }

    public Task<StepOutcome> ApplyAsync(StepRequest order) => Place.ApplyOneAsync(order);

    public Task<ValueList<StepOutcome>> ApplyAsync(ValueList<StepRequest> orders, CancellationToken cancellationToken = default) => Place.ApplyAllAsync(orders, cancellationToken);

    public Task<ValueList<Resource>> AdvanceAsync() => ((INodeAdvancement)Place).AdvanceAsync(Orders.Owner);

    /// <summary>Looks twice: the first look begins what the second one sees.</summary>
    public async Task<ValueList<Resource>> SettleAsync()
    {
        await AdvanceAsync();
        return await AdvanceAsync();
    }

    /// <summary>How often something was asked for, as <c>POST /api/experiments</c>.</summary>
    public int CountOf(string request) => Faults.Seen.Count(seen => seen == request);

    /// <summary>The lines of a level and those above it, in which the testbed is called so.</summary>
    public string[] Told<T>(CollectedLog<T> log, LogLevel level) => [.. log.Above(level).Select(line => line.Replace(Played.Address.Authority, "testbed", StringComparison.Ordinal))];

    public abstract ValueTask DisposeAsync();
}

/// <summary>The same, of one kind. The provider is made when it is first used.</summary>
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

    /// <summary>What the provider is like, which nobody has used before.</summary>
    public void Use(Func<TOptions, TOptions> change, ILogger<TProvider>? logger = null) => _make = () => Open(change, logger);

    public TProvider Open(Func<TOptions, TOptions>? change = null, ILogger<TProvider>? logger = null) => Make(change ?? (static options => options), logger);

    public override async ValueTask DisposeAsync()
    {
        await (_provider?.DisposeAsync() ?? ValueTask.CompletedTask);
        await server.DisposeAsync();
    }

    protected abstract TProvider Make(Func<TOptions, TOptions> change, ILogger<TProvider>? logger);
}
