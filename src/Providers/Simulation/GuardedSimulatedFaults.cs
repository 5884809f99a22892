namespace Scalewright.Providers.Simulation;

/// <summary>Injects faults into a simulated world behind a guard.</summary>
internal sealed class GuardedSimulatedFaults(ISimulatedFaults inner, ProviderGuard guard) : ISimulatedFaults
{
    public void Inject(Fault fault) => guard.Ask(
        nameof(Inject),
        () =>
        {
            inner.Inject(fault);
            return true;
        });
}
