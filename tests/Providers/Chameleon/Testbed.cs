using Loopback.Chameleon;
using Microsoft.Extensions.Logging;
using ProviderContracts;
using Scalewright.Providers.Chameleon;

namespace Chameleon.Tests;

/// <summary>A testbed of this machine whose date is set by hand, and a provider for it.</summary>
internal sealed class Testbed : IAsyncDisposable
{
    public const string Chicago = "CHI@UC";
    public const string Texas = "CHI@TACC";
    private readonly Random _chance = new(5);

    private Testbed(ChameleonServer server, HandClock clock) => (Server, Clock) = (server, clock);

    public ChameleonServer Server { get; }

    public HandClock Clock { get; }

    public ContractOrders Orders { get; } = new(new Random(3), "leased", name => new NodeSpec(name, 1));

    public static async Task<Testbed> StartAsync(Func<ChameleonServerOptions, ChameleonServerOptions>? change = null)
    {
        HandClock clock = new();
        ChameleonServerOptions options = new() { Clock = clock };
        return new Testbed(await ChameleonServer.StartAsync(change?.Invoke(options) ?? options), clock);
    }

    /// <summary>How a provider gets there.</summary>
    public static ChameleonOptions OptionsFor(ChameleonServer server) => new([SiteOf(server, Chicago), SiteOf(server, Texas)])
    {
        FloatingNetwork = "public", ConsistencyWindow = TimeSpan.Zero, PageSize = 7, LookPeriod = TimeSpan.FromMilliseconds(5), LookPeriodMax = TimeSpan.FromMilliseconds(20),
    };

    public ChameleonProvider Open(Func<ChameleonOptions, ChameleonOptions>? change = null, ILogger<ChameleonProvider>? logger = null)
    {
        ChameleonOptions options = OptionsFor(Server) with { Clock = Clock };
        return new ChameleonProvider(change?.Invoke(options) ?? options, logger);
    }

    /// <summary>An order for a node somewhere, as in <c>compute_b</c> or <c>CHI@TACC/compute_a</c>.</summary>
    public StepOrder NodeAt(string name, string cloud, string image = "")
    {
        NodeHardware hardware = image.Length > 0 ? new NodeHardware { Image = image } : new NodeHardware();
        StepOrder order = new ContractOrders(_chance, "elsewhere", one => new NodeSpec(one, 1) { Cloud = cloud, Hardware = hardware }).CreateNode(name);
        return order with { Tag = order.Tag with { Owner = Orders.Owner } };
    }

    public static async Task<StepOutcome> ApplyAsync(ChameleonProvider provider, StepOrder order) => (await ApplyAsync(provider, (ValueList<StepOrder>)[order])).Single();

    public static async Task<ValueList<StepOutcome>> ApplyAsync(ChameleonProvider provider, ValueList<StepOrder> orders, CancellationToken cancellationToken = default)
    {
        List<StepOutcome> outcomes = [];
        await foreach (StepOutcome outcome in provider.ApplyAsync(orders, cancellationToken))
        {
            outcomes.Add(outcome);
        }

        return [.. outcomes];
    }

    /// <summary>Looks twice: the first look begins what the second one sees.</summary>
    public async Task<ValueList<Resource>> SettleAsync(ChameleonProvider provider)
    {
        await provider.AdvanceAsync(Orders.Owner);
        return await provider.AdvanceAsync(Orders.Owner);
    }

    /// <summary>How many leases, servers and addresses there are at all sites.</summary>
    public (int Leases, int Servers, int Addresses) Left => LeftAt(Server);

    public static (int Leases, int Servers, int Addresses) LeftAt(ChameleonServer server) =>
        (Both(server.LiveLeases), Both(server.LiveServers), Both(server.LiveAddresses));

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private static int Both(Func<string, IReadOnlyList<string>> list) => list(Chicago).Count + list(Texas).Count;

    private static ChameleonSite SiteOf(ChameleonServer server, string region) => new(region, server.Identity, "ann", "secret");
}
