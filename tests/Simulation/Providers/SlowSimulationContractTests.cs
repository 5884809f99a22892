using ProviderContracts;
using Scalewright.Providers.Simulation;
using Scalewright.Providers.Simulation.Kernel;
using Scalewright.Providers.Simulation.Models;

namespace Simulation.Tests.Providers;

/// <summary>The same when lists are late, pages are short and removing takes time.</summary>
public class SlowSimulationContractTests : ProviderContract<SimulationProvider>
{
    protected override SimulationProvider CreateProvider() => new()
    {
        Seed = 7,
        Options = new SimulationOptions
        {
            Cloud = new CloudModel { Removal = DurationModel.Fixed(TimeSpan.FromSeconds(5)) },
            Calls = new CallModel { ConsistencyWindow = TimeSpan.FromSeconds(60), PageItems = 7, Latency = DurationModel.LogNormal(TimeSpan.FromMilliseconds(200), 1) },
        },
    };

    protected override Random CreateChance() => new StableRandom(7);
}
