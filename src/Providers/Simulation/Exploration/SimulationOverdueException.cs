namespace Scalewright.Providers.Simulation;

/// <summary>A program of an exploration did not end in its virtual time.</summary>
public sealed class SimulationOverdueException : Exception
{
    internal SimulationOverdueException(string what, TimeSpan limit, TimeSpan at, IEnumerable<PendingWait> waits)
        : base($"The {what} did not end within {limit}; it was ended at {at}. {Describe([.. waits.Select(PlaceOf).OfType<string>().Distinct(StringComparer.Ordinal)])}")
    {
    }

    /// <summary>The line of the program that waits; null for what waits in this library for the program.</summary>
    private static string? PlaceOf(PendingWait wait) => wait.Place.Split(" < ")[0] is var frame && frame.StartsWith("Scalewright.", StringComparison.Ordinal) ? null : frame;

    private static string Describe(string[] places) => places.Length == 0
        ? "No line of the program is known to wait: it may be busy without end. What left the simulation, by Task.Run, ConfigureAwait or a thread, is waited for like that too."
        : $"It waits for what comes later, or for what left the simulation by Task.Run, ConfigureAwait or a thread:{string.Concat(places.Select(place => $"\n  {place}"))}";
}
