namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>A scheduled event, for <see cref="SimulationKernel.Cancel"/>; stays harmless after the event has fired.</summary>
/// <param name="Index">Its place in the queue, which later events use again.</param>
/// <param name="Generation">Tells those later events from this one.</param>
public readonly record struct EventHandle(int Index, int Generation)
{
    /// <summary>The handle of no event.</summary>
    public static EventHandle None { get; } = new(-1, 0);
}
