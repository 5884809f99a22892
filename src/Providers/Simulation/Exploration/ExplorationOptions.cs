namespace Scalewright.Providers.Simulation;

/// <summary>How seeds are explored.</summary>
public sealed record ExplorationOptions
{
    /// <summary>The first seed; default 1.</summary>
    public long FirstSeed { get; init; } = 1;

    /// <summary>What the place is like; its faults come before those that are drawn.</summary>
    public SimulationOptions Place { get; init; } = new();

    /// <summary>How many threads run seeds, 1 or more; default one for each processor. The result does not depend on it.</summary>
    public int ThreadCount { get; init; } = Environment.ProcessorCount;

    /// <summary>The share of seeds that are run twice to see that they take the same course, 0 to 1; default 0.05.</summary>
    public double RepeatedShare { get; init; } = 0.05;

    /// <summary>How often a killed program is run again while there are faults, 0 or more; default 20. Then everything is healed.</summary>
    public int KillsMax { get; init; } = 20;

    /// <summary>Virtual time that each run of the program may take while there are faults, above 0; default 6 hours.</summary>
    public TimeSpan FaultyMax { get; init; } = TimeSpan.FromHours(6);

    /// <summary>Virtual time that program and check may take each when everything is healed, above 0; default 2 hours.</summary>
    public TimeSpan HealedMax { get; init; } = TimeSpan.FromHours(2);

    /// <summary>Failing seeds after which no further one is begun, 1 or more; default 1. The lowest ones are reported.</summary>
    public int FailuresMax { get; init; } = 1;

    /// <summary>Runs that may be spent on leaving faults out of a failing seed, 0 or more; default 300.</summary>
    public int ShrinkRunsMax { get; init; } = 300;

    internal ExplorationOptions Checked()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ThreadCount, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(RepeatedShare is >= 0 and <= 1, true, nameof(RepeatedShare));
        ArgumentOutOfRangeException.ThrowIfNegative(KillsMax);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(FaultyMax, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(HealedMax, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(FailuresMax, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(ShrinkRunsMax);
        return this;
    }
}
