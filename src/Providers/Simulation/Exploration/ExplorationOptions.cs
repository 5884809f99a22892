namespace Scalewright.Providers.Simulation;

/// <summary>Options for exploring seeds.</summary>
public sealed record ExplorationOptions
{
    /// <summary>First seed. Default 1.</summary>
    public long FirstSeed { get; init; } = 1;

    /// <summary>Options of the simulation. Its faults take effect before the generated ones.</summary>
    public SimulationOptions Simulation { get; init; } = new();

    /// <summary>Number of threads, 1 or more. Default one per processor. Does not affect the result.</summary>
    public int MaxDegreeOfParallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>Ratio of seeds that are run twice to verify determinism, 0 to 1. Default 0.05.</summary>
    public double DeterminismCheckRatio { get; init; } = 0.05;

    /// <summary>
    /// Maximum number of restarts of a killed program under faults, 0 or more. Default 20. After that, all faults are
    /// reverted.
    /// </summary>
    public int MaxKills { get; init; } = 20;

    /// <summary>Virtual-time limit for each run of the program under faults, above 0. Default 6 hours.</summary>
    public TimeSpan FaultPhaseTimeout { get; init; } = TimeSpan.FromHours(6);

    /// <summary>Virtual-time limit, without faults, of the program and of the check. Above 0, default 2
    /// hours.</summary>
    public TimeSpan HealedPhaseTimeout { get; init; } = TimeSpan.FromHours(2);

    /// <summary>
    /// Number of failing seeds after which no more seeds are started, 1 or more. Default 1. The lowest seeds are
    /// reported.
    /// </summary>
    public int MaxFailures { get; init; } = 1;

    /// <summary>Maximum number of runs for minimizing the faults of a failing seed, 0 or more. Default 300.</summary>
    public int MaxShrinkRuns { get; init; } = 300;

    internal ExplorationOptions Checked()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxDegreeOfParallelism, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(DeterminismCheckRatio is >= 0 and <= 1, true, nameof(DeterminismCheckRatio));
        ArgumentOutOfRangeException.ThrowIfNegative(MaxKills);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(FaultPhaseTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(HealedPhaseTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxFailures, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxShrinkRuns);
        return this;
    }
}
