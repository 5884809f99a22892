using Loopback.IotLab;
using Microsoft.Extensions.Logging;
using ProviderContracts;
using Scalewright.Providers.IotLab;

namespace IotLab.Tests;

/// <summary>A testbed of this machine whose date is set by hand, and a provider for it.</summary>
internal sealed class Bench : IAsyncDisposable
{
    private readonly Random _chance = new(5);

    private Bench(IotLabServer server, HandClock clock) => (Server, Clock) = (server, clock);

    public IotLabServer Server { get; }

    public HandClock Clock { get; }

    public ContractOrders Orders { get; } = new(new Random(3), "reserved", name => new NodeSpec(name, 1));

    public static async Task<Bench> StartAsync(Func<IotLabServerOptions, IotLabServerOptions>? change = null)
    {
        HandClock clock = new();
        IotLabServerOptions options = new() { Clock = clock };
        return new Bench(await IotLabServer.StartAsync(change?.Invoke(options) ?? options), clock);
    }

    /// <summary>How a provider gets there.</summary>
    public static IotLabOptions OptionsFor(IotLabServer server) => new(server.Address, "ann", "secret") { Sites = ["grenoble", "saclay"], ConsistencyWindow = TimeSpan.Zero, PageSize = 7 };

    public IotLabProvider Open(Func<IotLabOptions, IotLabOptions>? change = null, ILogger<IotLabProvider>? logger = null)
    {
        IotLabOptions options = OptionsFor(Server) with { Clock = Clock };
        return new IotLabProvider(change?.Invoke(options) ?? options, logger);
    }

    /// <summary>An order for a node at a place, as in <c>saclay</c> or <c>grenoble/m3-7</c>.</summary>
    public StepOrder NodeAt(string name, string cloud, string image = "")
    {
        StepOrder order = new ContractOrders(_chance, "elsewhere", one => new NodeSpec(one, 1) { Cloud = cloud, Hardware = image.Length > 0 ? new NodeHardware { Image = image } : new NodeHardware() }).CreateNode(name);
        return order with { Tag = order.Tag with { Owner = Orders.Owner } };
    }

    public static async Task<StepOutcome> ApplyAsync(IotLabProvider provider, StepOrder order) => (await ApplyAsync(provider, (ValueList<StepOrder>)[order])).Single();

    public static async Task<ValueList<StepOutcome>> ApplyAsync(IotLabProvider provider, ValueList<StepOrder> orders)
    {
        List<StepOutcome> outcomes = [];
        await foreach (StepOutcome outcome in provider.ApplyAsync(orders))
        {
            outcomes.Add(outcome);
        }

        return [.. outcomes];
    }

    /// <summary>The numbers of the experiments that are not over.</summary>
    public long[] LiveIds => [.. Server.LiveExperiments.Select(one => long.Parse(one.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture))];

    /// <summary>How often something was asked for, as in <c>POST /api/experiments</c>.</summary>
    public int CountOf(string request) => Server.Faults.Seen.Count(seen => seen == request);

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
