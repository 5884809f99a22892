namespace Scalewright.Providers.Simulation;

/// <summary>Thrown when a seed failed. The message has the replay string, faults and last node events.</summary>
public sealed class SimulationFailedException : Exception
{
    /// <summary>Creates the exception for a failing seed.</summary>
    /// <param name="failure">The failing seed.</param>
    /// <param name="seedCount">Number of seeds that were run.</param>
    public SimulationFailedException(SeedFailure failure, int seedCount)
        : base(
            $"After {Pluralizer.Format(seedCount, "seed")}: {failure}",
            (failure ?? throw new ArgumentNullException(nameof(failure))).Run.Failure
        ) => Failure = failure;

    /// <summary>The failing seed.</summary>
    public SeedFailure Failure { get; }
}
