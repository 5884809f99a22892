using Scalewright.Providers.Simulation;
using Scalewright.Testing;

namespace Testing.Host.Cases;

public class Misbehaving
{
    [SimulationFact(SeedCount = 3, VirtualTimeoutMinutes = 90)]
    public async Task It_exceeds_the_virtual_timeout(SimulationProvider provider, CancellationToken cancellationToken) =>
        await Task.Delay(TimeSpan.FromHours(2), provider.Clock, cancellationToken);

    [SimulationFact(SeedCount = 3)]
    public async Task It_leaves_the_simulation_thread(SimulationProvider provider, CancellationToken cancellationToken) =>
        await Task.Run(() => provider.Random.Next(), cancellationToken);

    [SimulationFact(SeedCount = 40, FaultsMember = nameof(FaultGenerator.None))]
    public async Task It_uses_the_shared_random_source(SimulationProvider provider, CancellationToken cancellationToken) =>
        await Task.Delay(TimeSpan.FromMilliseconds(1 + Random.Shared.Next(1_000_000)), provider.Clock, cancellationToken);

    [SimulationFact(SeedCount = 3)]
    public async Task It_waits_for_a_task_that_never_completes(SimulationProvider provider, CancellationToken cancellationToken) =>
        await new TaskCompletionSource().Task;
}
