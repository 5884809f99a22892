namespace Scalewright.Providers.Simulation;

/// <summary>
/// Thrown when two runs of a seed differ because the program uses an external source, for example the clock or random
/// source of the machine.
/// </summary>
public sealed class DifferentCourseException : Exception
{
    internal DifferentCourseException(TraceHash first, TraceHash second)
        : base($"The same seed took two courses, {first} and {second}. Ask only the provider for time and chance, and sort what comes from a hash table.")
    {
    }
}
