using Scalewright.Providers.Simulation;
using Scalewright.Testing;

namespace Testing.Host.Cases;

public class Misbehaving
{
    [SimulationFact(SeedCount = 3, VirtualTimeoutMinutes = 90)]
    public async Task It_takes_too_long(SimulationProvider provider, CancellationToken cancellationToken) => await Task.Delay(TimeSpan.FromHours(2), provider.Clock, cancellationToken);

    [SimulationFact(SeedCount = 3)]
    public async Task It_leaves(SimulationProvider provider, CancellationToken cancellationToken) => await Task.Run(() => provider.Random.Next(), cancellationToken);

    [SimulationFact(SeedCount = 40, FaultsMember = nameof(FaultGenerator.None))]
    public async Task It_asks_the_machine_for_chance(SimulationProvider provider, CancellationToken cancellationToken) =>
        await Task.Delay(TimeSpan.FromMilliseconds(1 + Random.Shared.Next(1_000_000)), provider.Clock, cancellationToken);

    [SimulationFact(SeedCount = 3)]
    public async Task It_waits_for_nobody(SimulationProvider provider, CancellationToken cancellationToken) => await new TaskCompletionSource().Task;
}
