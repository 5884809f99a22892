namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>Something that happens at its time: an object that can be scheduled again and again without allocating.</summary>
public abstract class KernelEvent
{
    /// <summary>Called on the loop when the time has come. An exception ends the run.</summary>
    protected internal abstract void Occur();
}
