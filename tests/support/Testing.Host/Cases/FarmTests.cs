using Scalewright.Clusters;
using Scalewright.Plugins;
using Scalewright.Profiles;
using Scalewright.Providers.Simulation;
using Scalewright.Testing;
using Scalewright.Topologies;

namespace Testing.Host.Cases;

/// <summary>The example of docs/testing.md, word for word.</summary>
public class FarmTests
{
    [SimulationFact(SeedCount = 1000, FaultNodes = ["node-1", "node-2", "node-3"], CheckMethod = nameof(EveryNodeAnswers))]
    public async Task A_farm_survives(SimulationProvider provider, CancellationToken cancellationToken)
    {
        Topology farm = Topology.Create("farm").AddProfile(Profile.Create("farm").WithCount(3).Build()).Build();
        await using Cluster cluster = await Cluster.Create(farm).UseProvider(provider).WithState("/state").ProvisionAsync(cancellationToken);
        await Task.Delay(TimeSpan.FromMinutes(10), provider.Clock, cancellationToken);
    }

    private static async Task EveryNodeAnswers(SimulationProvider provider, CancellationToken cancellationToken)
    {
        await using Cluster cluster = await Cluster.OpenAsync("/state", provider, cancellationToken);
        await foreach (NodeResult result in cluster.Nodes.RunAsync(["hostname"], cancellationToken))
        {
            Assert.True(result.Problem is null, $"{result.Node.Name} is silent");
        }
    }
}
