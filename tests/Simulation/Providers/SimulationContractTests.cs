using ProviderContracts;

namespace Simulation.Tests.Providers;

// Kills are not tested: a simulated backend ends with its program.
[SuppressMessage("Design", "CA1001", Justification = "The contract disposes of it.")]
public class SimulationContractTests : ProviderContract<SimulationProvider>
{
    private readonly NodeEventCount _events = new();
    private SimulationProvider? _provider;

    protected override SimulationProvider CreateProvider() => _provider = new() { Seed = 42 };

    // Every creation or deletion is recorded as an event of a node.
    protected override int? CountMutatingCalls() => _events.Of(_provider, InspectedNodes);

    protected override Random CreateRandom() => new StableRandom(42);
}
