namespace Scalewright.Providers.Simulation;

/// <summary>Failure of a seed whose runs differ, because the program uses the machine's clock or randomness.</summary>
public sealed class NonDeterminismException : Exception
{
    internal NonDeterminismException(TraceHash first, TraceHash second)
        : base($"The same seed ran in two ways, {first} and {second}. Ask only the provider for time and randomness, "
            + "and sort what comes from a hash table.")
    {
    }
}
