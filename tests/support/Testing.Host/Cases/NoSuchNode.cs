using Scalewright.Clusters;
using Scalewright.Plugins;
using Scalewright.Profiles;
using Scalewright.Providers.Simulation;
using Scalewright.Testing;
using Scalewright.Topologies;

namespace Testing.Host.Cases;

public class NoSuchNode
{
    [SimulationFact(SeedCount = 2, FaultNodes = ["node-1", "node-9"])]
    public async Task It_passes(SimulationProvider provider, CancellationToken cancellationToken)
    {
        Topology farm = Topology.Create("farm").AddProfile(Profile.Create("farm").WithCount(2).Build()).Build();
        await using Cluster cluster = await Cluster
            .Create(farm)
            .UseProvider(provider)
            .WithState("/state")
            .ProvisionAsync(cancellationToken);
    }
}
