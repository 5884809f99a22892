using Scalewright.Clusters;
using Scalewright.Plugins;
using Scalewright.Profiles;
using Scalewright.Providers.Simulation;
using Scalewright.Testing;
using Scalewright.Topologies;

namespace Testing.Host.Cases;

public class ShopTests
{
    [SimulationFact(SeedCount = 1000, FaultNodes = ["web-1", "web-2", "web-3"], CheckMethod = nameof(AllAnswer))]
    public async Task Shop_survives(SimulationProvider provider, CancellationToken token)
    {
        Topology shop = Topology.Create("shop").AddProfile(Profile.Create("web").WithHostnamePrefix("web").WithCount(3).Build()).Build();
        await using Cluster cluster = await Cluster.Create(shop).UseProvider(provider).WithState("/state").ProvisionAsync(token);
        await Task.Delay(TimeSpan.FromMinutes(10), provider.Clock, token);
    }

    private static async Task AllAnswer(SimulationProvider provider, CancellationToken token)
    {
        await using Cluster cluster = await Cluster.OpenAsync("/state", provider, token);
        await foreach (NodeResult result in cluster.Nodes.RunAsync(["hostname"], token))
        {
            Assert.True(result.Succeeded, $"{result.Node.Name} does not answer");
        }
    }
}
