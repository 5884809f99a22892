namespace Scalewright.Providers.Simulation;

/// <summary>A program of an exploration did not end in its virtual time.</summary>
public sealed class SimulationOverdueException : Exception
{
    internal SimulationOverdueException(string what, TimeSpan limit, TimeSpan at)
        : base($"The {what} did not end within {limit}; it was ended at {at}. Replay it with TraceWaits to see what it waits for.")
    {
    }
}
