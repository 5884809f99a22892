namespace Scalewright.Providers.Simulation;

/// <summary>Failure of a seed whose runs differ, because the program uses the machine's clock or randomness.</summary>
public sealed class NonDeterminismException : Exception
{
    /// <param name="first">Hash of the first run.</param>
    /// <param name="second">Hash of the second run.</param>
    /// <param name="difference">Sentence about the first difference; empty if it is not known.</param>
    internal NonDeterminismException(TraceHash first, TraceHash second, string difference = "")
        : base(
            $"Two runs of the same seed differ: {first} and {second}. "
                + $"{(difference.Length > 0 ? $"{difference} " : "")}Use only the clock and random source of the provider, "
                + "and sort the items of hash tables."
        ) { }
}
