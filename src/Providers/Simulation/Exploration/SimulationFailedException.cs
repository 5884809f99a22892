namespace Scalewright.Providers.Simulation;

/// <summary>A seed failed. The message says how to replay it, with which faults, and what happened last to the nodes.</summary>
public sealed class SimulationFailedException : Exception
{
    /// <summary>A failure as an exception.</summary>
    /// <param name="failure">The failing seed.</param>
    /// <param name="seedCount">How many seeds were run.</param>
    public SimulationFailedException(SeedFailure failure, int seedCount)
        : base($"After {CountText.Of(seedCount, "seed")}: {failure}", (failure ?? throw new ArgumentNullException(nameof(failure))).Run.Failure) => Failure = failure;

    /// <summary>The failing seed.</summary>
    public SeedFailure Failure { get; }
}
