using System.Diagnostics.CodeAnalysis;
using ProviderContracts;

namespace Simulation.Tests.Providers;

/// <summary>The same when lists are late, pages are short and removing takes time.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The contract disposes of it.")]
public class SlowSimulationContractTests : ProviderContract<SimulationProvider>
{
    private readonly NodeEventCount _events = new();
    private SimulationProvider? _provider;

    protected override SimulationProvider CreateProvider() => _provider = new()
    {
        Seed = 7,
        Options = new SimulationOptions
        {
            Cloud = new CloudModel { Removal = DurationModel.Fixed(TimeSpan.FromSeconds(5)) },
            Calls = new CallModel { ConsistencyWindow = TimeSpan.FromSeconds(60), PageItems = 7, Latency = DurationModel.LogNormal(TimeSpan.FromMilliseconds(200), 1) },
        },
    };

    // Everything that is made or removed happens to a node.
    protected override int? CountMutatingCalls() => _events.Of(_provider, InspectedNodes);

    protected override Random CreateChance() => new StableRandom(7);
}
