using Scalewright.Agents;
using Scalewright.Agents.Services;
using Scalewright.Clusters;
using Scalewright.Plugins;
using Scalewright.Profiles;
using Scalewright.Providers.Simulation;
using Scalewright.Testing;
using Scalewright.Topologies;

namespace Testing.Host.Cases;

public class PriceTests
{
    public static SimulationOptions Options { get; } = new() { Services = ServiceSet.Empty.Add<IPrices>(_ => new PriceService()) };

    public static FaultGenerator Faults { get; } =
        FaultGenerator.Swarm("db-1", "db-2") with
        {
            Kinds = [.. FaultGenerator.Swarm("db-1", "db-2").Kinds.Where(kind => kind.Name is "isolated" or "node-lost" or "late-timers")],
            KindProbability = 0.8,
        };

    [SimulationFact(SeedCount = 1000, OptionsMember = nameof(Options), FaultsMember = nameof(Faults))]
    public async Task Readers_see_the_current_price(SimulationProvider provider, CancellationToken token)
    {
        Topology shop = Topology.Create("shop").AddProfile(Profile.Create("db").WithHostnamePrefix("db").WithCount(2).Build()).Build();
        await using Cluster cluster = await Cluster.Create(shop).UseProvider(provider).ProvisionAsync(token);
        await using IPrices primary = await cluster.Nodes["db-1"].GetServiceAsync<IPrices>(token);
        await using IPrices replica = await cluster.Nodes["db-2"].GetServiceAsync<IPrices>(token);
        for (int price = 1; price <= 5; price++)
        {
            bool isStored = await TryAsync(() => primary.SetAsync("lamp", price, token));
            if (isStored)
            {
                await TryAsync(() => replica.SetAsync("lamp", price, token));
            }

            await Task.Delay(TimeSpan.FromMinutes(2), provider.Clock, token);
            int read = 0;
            if (
                await TryAsync(async () => read = await primary.GetAsync("lamp", token))
                || await TryAsync(async () => read = await replica.GetAsync("lamp", token))
            )
            {
                Assert.True(read == price || !isStored, $"price {read} was read after price {price} was stored");
            }
        }
    }

    private static async Task<bool> TryAsync(Func<Task> call)
    {
        try
        {
            await call();
            return true;
        }
        catch (AgentException)
        {
            return false;
        }
    }
}

[AgentService("shop.prices")]
public partial interface IPrices
{
    Task SetAsync(string article, int price, CancellationToken token);

    Task<int> GetAsync(string article, CancellationToken token);
}

public sealed class PriceService : IPrices
{
    private readonly Dictionary<string, int> _prices = [];

    public Task SetAsync(string article, int price, CancellationToken token)
    {
        _prices[article] = price;
        return Task.CompletedTask;
    }

    public Task<int> GetAsync(string article, CancellationToken token) => Task.FromResult(_prices.GetValueOrDefault(article));
}
