using Scalewright.Providers;
using Scalewright.Providers.Simulation;
using Scalewright.Testing;

namespace Testing.Host.Cases;

public class KeptFarm
{
    [SimulationFact(SeedCount = 30, FaultNodes = ["node-1", "node-2", "node-3"], CheckMethod = nameof(IsWhole))]
    public async Task The_farm_replaces_lost_nodes(SimulationProvider provider, CancellationToken cancellationToken) =>
        await Farm.KeepAsync(provider, cancellationToken);

    private static async Task IsWhole(IProvider provider, CancellationToken cancellationToken) =>
        Assert.Equal(["node-1", "node-2", "node-3"], await Farm.AnswersAsync(provider, cancellationToken));
}
