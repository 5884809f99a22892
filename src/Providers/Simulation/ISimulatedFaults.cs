namespace Scalewright.Providers.Simulation;

/// <summary>A simulated world in which faults are injected.</summary>
public interface ISimulatedFaults : IProviderCapability<ISimulatedFaults>
{
    /// <summary>Injects a fault now, in or between runs.</summary>
    /// <param name="fault">The fault. One of the network may name hosts to come, and waits for them; all others affect what exists.</param>
    /// <exception cref="ProviderException">It has values out of range, or names what does not exist; nothing has begun.</exception>
    void Inject(Fault fault);

    /// <inheritdoc/>
    static ISimulatedFaults IProviderCapability<ISimulatedFaults>.Guard(ISimulatedFaults capability, ProviderGuard guard) =>
        new GuardedSimulatedFaults(capability, guard);
}

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
