using ProviderContracts;
using Scalewright.Providers.Simulation;
using Scalewright.Providers.Simulation.Kernel;

namespace Simulation.Tests.Providers;

public class SimulationContractTests : ProviderContract<SimulationProvider>
{
    protected override SimulationProvider CreateProvider() => new() { Seed = 42 };

    protected override Random CreateChance() => new StableRandom(42);
}
