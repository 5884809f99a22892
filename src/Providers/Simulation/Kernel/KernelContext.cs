namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>Brings every plain await of the simulated program back to the kernel's loop, in the order it was ready.</summary>
internal sealed class KernelContext(SimulationKernel kernel) : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state) => kernel.Post(d, state);

    public override void Send(SendOrPostCallback d, object? state)
    {
        kernel.CheckThread();
        d(state);
    }

    public override SynchronizationContext CreateCopy() => this;
}
