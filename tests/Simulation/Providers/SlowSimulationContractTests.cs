using ProviderContracts;

namespace Simulation.Tests.Providers;

// Kills are not tested: a simulated backend ends with its program.
[SuppressMessage("Design", "CA1001", Justification = "The contract disposes of it.")]
public class SlowSimulationContractTests : ProviderContract<SimulationProvider>
{
    private readonly NodeEventCount _events = new();
    private SimulationProvider? _provider;

    protected override SimulationProvider CreateProvider() =>
        _provider = new()
        {
            Seed = 7,
            Options = new SimulationOptions
            {
                Cloud = new CloudModel { RemovalDelay = DurationModel.Fixed(TimeSpan.FromSeconds(5)) },
                Calls = new CallModel
                {
                    ConsistencyWindow = TimeSpan.FromSeconds(60),
                    PageSize = 7,
                    Latency = DurationModel.LogNormal(TimeSpan.FromMilliseconds(200), 1),
                },
            },
        };

    // Every creation or deletion is recorded as an event of a node.
    protected override int? CountMutatingCalls() => _events.Of(_provider, InspectedNodes);

    protected override Random CreateRandom() => new StableRandom(7);
}
