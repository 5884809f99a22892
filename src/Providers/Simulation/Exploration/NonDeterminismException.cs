namespace Scalewright.Providers.Simulation;

/// <summary>Failure of a seed whose runs differ, because the program uses the machine's clock or randomness.</summary>
public sealed class NonDeterminismException : Exception
{
    internal NonDeterminismException(TraceHash first, TraceHash second)
        : base($"Two runs of the same seed differ: {first} and {second}. Use only the clock and random source of the "
            + "provider, and sort the items of hash tables.")
    {
    }
}
