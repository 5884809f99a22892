namespace Scalewright.Providers.Simulation;

/// <summary>The same seed took two courses: the program asks something that the simulation does not know, as the machine's clock or chance.</summary>
public sealed class DifferentCourseException : Exception
{
    internal DifferentCourseException(TraceHash first, TraceHash second)
        : base($"The same seed took two courses, {first} and {second}. Ask only the provider for time and chance, and sort what comes from a hash table.")
    {
    }
}
