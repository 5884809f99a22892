using Scalewright.Agents;
using Scalewright.Agents.Services;
using Scalewright.Clusters;
using Scalewright.Plugins;
using Scalewright.Profiles;
using Scalewright.Providers.Simulation;
using Scalewright.Testing;
using Scalewright.Topologies;

namespace Testing.Host.Cases;

public class OrderTests
{
    public static SimulationOptions Options { get; } = new() { Services = ServiceSet.Empty.Add<IOrders>(_ => new OrderService()) };
    public static FaultGenerator Faults { get; } =
        FaultGenerator.Swarm("shop-1") with
        {
            Kinds = [.. FaultGenerator.Swarm("shop-1").Kinds.Where(kind => kind.Name is "isolated" or "reset" or "bad-links")],
        };

    [SimulationFact(SeedCount = 1000, OptionsMember = nameof(Options), FaultsMember = nameof(Faults), CheckMethod = nameof(AllAreBooked))]
    public async Task Orders_are_booked(SimulationProvider provider, CancellationToken token)
    {
        Topology shop = Topology.Create("shop").AddProfile(Profile.Create("shop").WithHostnamePrefix("shop").WithCount(1).Build()).Build();
        await using Cluster cluster = await Cluster.Create(shop).UseProvider(provider).WithState("/state").ProvisionAsync(token);
        await using IOrders orders = await cluster.Nodes["shop-1"].GetServiceAsync<IOrders>(token);
        for (int order = 1; order <= 20; )
        {
            try
            {
                await orders.BookAsync(order, token);
                order++;
            }
            catch (AgentException)
            {
                // The shop does not answer. The next attempt books the order.
            }

            await Task.Delay(TimeSpan.FromSeconds(30), provider.Clock, token);
        }
    }

    private static async Task AllAreBooked(SimulationProvider provider, CancellationToken token)
    {
        await using Cluster cluster = await Cluster.OpenAsync("/state", provider, token);
        await using IOrders orders = await cluster.Nodes["shop-1"].GetServiceAsync<IOrders>(token);
        for (int order = 1; order <= 20; order++)
        {
            int count = await orders.CountAsync(order, token);
            Assert.True(count == 1, $"order {order} is booked {count} times");
        }
    }
}

[AgentService("shop.orders")]
public partial interface IOrders
{
    Task BookAsync(int order, CancellationToken token);
    Task<int> CountAsync(int order, CancellationToken token);
}

public sealed class OrderService : IOrders
{
    private readonly List<int> _booked = [];

    public Task BookAsync(int order, CancellationToken token)
    {
        _booked.Add(order);
        return Task.CompletedTask;
    }

    public Task<int> CountAsync(int order, CancellationToken token) => Task.FromResult(_booked.Count(booked => booked == order));
}
