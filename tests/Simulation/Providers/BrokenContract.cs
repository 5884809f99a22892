using ProviderContracts;
using Scalewright.Providers.Simulation;
using Scalewright.Providers.Simulation.Kernel;

namespace Simulation.Tests.Providers;

/// <summary>The contract of a provider that breaks one rule; not found by the runner, as it is to fail.</summary>
internal sealed class BrokenContract(ContractBreak wrong) : ProviderContract<BrokenPlace>
{
    protected override BrokenPlace CreateProvider() => new(new SimulationProvider { Seed = 42, Options = new SimulationOptions { OrdersMax = 8 } }, wrong);

    protected override Random CreateChance() => new StableRandom(42);

    protected override int NodesMax => 20;

    protected override TimeSpan AnswerDeadline => TimeSpan.FromSeconds(1);

    // Nodes of this place take some minutes, of its time.
    protected override TimeSpan ReadyDeadline => wrong == ContractBreak.StartsForever ? TimeSpan.FromSeconds(1) : TimeSpan.FromMinutes(10);
}
