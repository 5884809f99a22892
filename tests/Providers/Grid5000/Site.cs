using Loopback.Grid5000;
using Microsoft.Extensions.Logging;
using ProviderContracts;
using Scalewright.Providers.Grid5000;

namespace Grid5000.Tests;

/// <summary>A testbed of this machine whose date is set by hand, and a provider for it.</summary>
internal sealed class Site : IAsyncDisposable
{
    private readonly Random _chance = new(5);

    private Site(Grid5000Server server, HandClock clock) => (Server, Clock) = (server, clock);

    public Grid5000Server Server { get; }

    public HandClock Clock { get; }

    public ContractOrders Orders { get; } = new(new Random(3), "reserved", name => new NodeSpec(name, 1));

    public static async Task<Site> StartAsync(Func<Grid5000ServerOptions, Grid5000ServerOptions>? change = null)
    {
        HandClock clock = new();
        Grid5000ServerOptions options = new() { Clock = clock };
        return new Site(await Grid5000Server.StartAsync(change?.Invoke(options) ?? options), clock);
    }

    /// <summary>How a provider gets there.</summary>
    public static Grid5000Options OptionsFor(Grid5000Server server) => new(server.Address, "ann", "secret")
    {
        Sites = ["rennes", "lyon"], PublicKey = "ssh-ed25519 AAAA ann@front", ConsistencyWindow = TimeSpan.Zero, PageSize = 7,
        Zone = TimeZoneInfo.CreateCustomTimeZone("site", TimeSpan.FromHours(1), "site", "site"),
    };

    public Grid5000Provider Open(Func<Grid5000Options, Grid5000Options>? change = null, ILogger<Grid5000Provider>? logger = null)
    {
        Grid5000Options options = OptionsFor(Server) with { Clock = Clock };
        return new Grid5000Provider(change?.Invoke(options) ?? options, logger);
    }

    /// <summary>An order for a node at a site, as in <c>lyon</c> or <c>rennes/alpha</c>.</summary>
    public StepOrder NodeAt(string name, string cloud)
    {
        StepOrder order = new ContractOrders(_chance, "elsewhere", one => new NodeSpec(one, 1) { Cloud = cloud }).CreateNode(name);
        return order with { Tag = order.Tag with { Owner = Orders.Owner } };
    }

    public static async Task<StepOutcome> ApplyAsync(Grid5000Provider provider, StepOrder order) => (await ApplyAsync(provider, (ValueList<StepOrder>)[order])).Single();

    public static async Task<ValueList<StepOutcome>> ApplyAsync(Grid5000Provider provider, ValueList<StepOrder> orders)
    {
        List<StepOutcome> outcomes = [];
        await foreach (StepOutcome outcome in provider.ApplyAsync(orders))
        {
            outcomes.Add(outcome);
        }

        return [.. outcomes];
    }

    /// <summary>Looks twice: the first look begins what the second one sees.</summary>
    public async Task<ValueList<Resource>> SettleAsync(Grid5000Provider provider)
    {
        await provider.AdvanceAsync(Orders.Owner);
        return await provider.AdvanceAsync(Orders.Owner);
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
