namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>Scheduled event, for <see cref="SimulationKernel.Cancel"/>. Ignored after the event has fired.</summary>
/// <param name="Index">Index in the queue, which is reused.</param>
/// <param name="Generation">Distinguishes events with the same index.</param>
public readonly record struct EventHandle(int Index, int Generation)
{
    /// <summary>Handle that refers to no event.</summary>
    public static EventHandle None { get; } = new(-1, 0);
}
