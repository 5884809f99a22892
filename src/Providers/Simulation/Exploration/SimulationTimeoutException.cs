namespace Scalewright.Providers.Simulation;

/// <summary>Thrown when a program of an exploration exceeds its virtual-time limit.</summary>
public sealed class SimulationTimeoutException : Exception
{
    internal SimulationTimeoutException(string operation, TimeSpan limit, TimeSpan at, IEnumerable<PendingWait> waits)
        : base(
            $"The {operation} did not complete within {limit} and was killed at {at}. "
                + $"{Describe([.. waits.Select(GetLocation).OfType<string>().Distinct(StringComparer.Ordinal)])}"
        ) { }

    /// <summary>Line of user code that waits; null if this library waits on behalf of the program.</summary>
    private static string? GetLocation(PendingWait wait)
    {
        string frame = wait.Location.Split(WaitTrace.Caller)[0];
        return frame.StartsWith("Scalewright.", StringComparison.Ordinal) ? null : frame;
    }

    private static string Describe(string[] locations) =>
        locations.Length == 0
            ? "No waiting line of the program is known. It may be in an endless loop, or wait for code that left the "
                + "simulation by Task.Run, ConfigureAwait or a thread."
            : "It waits for a later event, or for code that left the simulation by Task.Run, ConfigureAwait or a "
                + $"thread:{string.Concat(locations.Select(location => $"\n  {location}"))}";
}
