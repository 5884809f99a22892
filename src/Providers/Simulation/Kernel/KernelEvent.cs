namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>Event that can be scheduled repeatedly without allocation.</summary>
public abstract class KernelEvent
{
    /// <summary>Called on the loop when the event is due. An exception ends the run.</summary>
    protected internal abstract void Execute();
}
