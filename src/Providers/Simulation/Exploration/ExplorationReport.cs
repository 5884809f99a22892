namespace Scalewright.Providers.Simulation;

/// <summary>What exploring seeds has found.</summary>
public sealed record ExplorationReport
{
    /// <summary>Seeds that were run.</summary>
    public int SeedCount { get; init; }

    /// <summary>Seeds that were run twice to see that they take the same course.</summary>
    public int RepeatedCount { get; init; }

    /// <summary>Faults that were drawn, over all seeds.</summary>
    public long FaultCount { get; init; }

    /// <summary>How often a program was killed, over all seeds.</summary>
    public long KillCount { get; init; }

    /// <summary>Steps of the simulation, over all seeds.</summary>
    public long StepCount { get; init; }

    /// <summary>Steps of the seed that took the fewest.</summary>
    public long StepCountMin { get; init; }

    /// <summary>Virtual time, over all seeds.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>The failing seeds, lowest first, up to <see cref="ExplorationOptions.FailuresMax"/>.</summary>
    public ValueList<SeedFailure> Failures { get; init; } = [];

    /// <summary>Names of <see cref="FaultDraw.Nodes"/> that no seed ever had, with the nearest that there were; empty when a seed failed: then not all seeds were run.</summary>
    public ValueList<Problem> MissedNodes { get; init; } = [];

    /// <summary>Throws when a seed failed, or when faults were about nodes that there never were.</summary>
    /// <exception cref="SimulationFailedException">The lowest seed that did.</exception>
    /// <exception cref="ProviderException">No seed failed, and no seed had the nodes that are told.</exception>
    public void ThrowIfFailed()
    {
        if (Failures.Count > 0)
        {
            throw new SimulationFailedException(Failures[0], SeedCount);
        }

        if (MissedNodes.Count > 0)
        {
            throw new ProviderException(SimulationProvider.Word, MissedNodes);
        }
    }

    /// <summary>The counts in one line, then each failure.</summary>
    public override string ToString() => string.Join(
        '\n',
        [
            $"{CountText.Of(SeedCount, "seed")}, {RepeatedCount} of them twice; {FaultCount} faults, {KillCount} kills; "
                + $"{StepCount} steps, at least {StepCountMin} a seed; {Elapsed} of virtual time; {CountText.Of(Failures.Count, "failure")}",
            .. Failures.Select(failure => failure.ToString()),
            .. MissedNodes.Select(missed => missed.ToString()),
        ]);
}
