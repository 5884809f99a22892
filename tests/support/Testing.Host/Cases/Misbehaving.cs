using Scalewright.Providers.Simulation;
using Scalewright.Testing;

namespace Testing.Host.Cases;

public class Misbehaving
{
    [SimulationFact(Seeds = 3, TimeLimitMinutes = 90)]
    public async Task It_takes_too_long(SimulationProvider provider, CancellationToken cancellationToken) => await Task.Delay(TimeSpan.FromHours(2), provider.Clock, cancellationToken);

    [SimulationFact(Seeds = 3)]
    public async Task It_leaves(SimulationProvider provider, CancellationToken cancellationToken) => await Task.Run(() => provider.Chance.Next(), cancellationToken);

    [SimulationFact(Seeds = 40, Faults = nameof(FaultDraw.None))]
    public async Task It_asks_the_machine_for_chance(SimulationProvider provider, CancellationToken cancellationToken) =>
        await Task.Delay(TimeSpan.FromMilliseconds(1 + Random.Shared.Next(1_000_000)), provider.Clock, cancellationToken);

    [SimulationFact(Seeds = 3)]
    public async Task It_waits_for_nobody(SimulationProvider provider, CancellationToken cancellationToken) => await new TaskCompletionSource().Task;
}
