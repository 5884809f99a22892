namespace Scalewright.Providers.Simulation;

/// <summary>Injects faults into a simulated world.</summary>
public interface ISimulatedFaults : IProviderCapability<ISimulatedFaults>
{
    /// <summary>Injects a fault now, during or between runs.</summary>
    /// <param name="fault">The fault. A network fault may name hosts that do not exist yet, and applies once they
    /// exist. All other faults affect only existing targets.</param>
    /// <exception cref="ProviderException">A value or target is invalid. Nothing was injected.</exception>
    void Inject(Fault fault);

    /// <inheritdoc/>
    static ISimulatedFaults IProviderCapability<ISimulatedFaults>.Guard(ISimulatedFaults capability, ProviderGuard guard) =>
        new GuardedSimulatedFaults(capability, guard);
}

internal sealed class GuardedSimulatedFaults(ISimulatedFaults inner, ProviderGuard guard) : ISimulatedFaults
{
    public void Inject(Fault fault) => guard.Query(nameof(Inject), () =>
        {
            inner.Inject(fault);
            return true;
        });
}
