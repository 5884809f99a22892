namespace Scalewright.Providers.Simulation;

/// <summary>Result of exploring seeds.</summary>
public sealed record ExplorationReport
{
    /// <summary>Number of seeds that were run.</summary>
    public int SeedCount { get; init; }

    /// <summary>Number of seeds that were run twice to verify determinism.</summary>
    public int DeterminismCheckCount { get; init; }

    /// <summary>Number of generated faults, over all seeds.</summary>
    public long FaultCount { get; init; }

    /// <summary>Number of times that a program was killed, over all seeds.</summary>
    public long KillCount { get; init; }

    /// <summary>Number of steps of the simulation, over all seeds.</summary>
    public long StepCount { get; init; }

    /// <summary>Smallest number of steps of a seed.</summary>
    public long MinStepCount { get; init; }

    /// <summary>Virtual time, over all seeds.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Failing seeds, lowest first, up to <see cref="ExplorationOptions.MaxFailures"/>.</summary>
    public ValueList<SeedFailure> Failures { get; init; } = [];

    /// <summary>Situations that the program declared with <see cref="SimulationProvider.Sometimes"/>, in ordinal order.
    /// </summary>
    public ValueList<Situation> Situations { get; init; } = [];

    /// <summary>Pairs of a kind of faults and an operation under way that the seeds reached.</summary>
    public FaultCoverage Coverage { get; init; } = new();

    /// <summary>
    /// Names of <see cref="FaultGenerator.Nodes"/> that existed in no seed, with the nearest existing names. Empty when
    /// a seed failed, because then not all seeds were run.
    /// </summary>
    public ValueList<Problem> UnknownNodes { get; init; } = [];

    /// <summary>Throws when a seed failed or when faults refer to nodes that never existed.</summary>
    /// <exception cref="SimulationFailedException">A seed failed; contains the lowest failing seed.</exception>
    /// <exception cref="ProviderException">No seed failed, but the reported nodes existed in no seed.</exception>
    public void ThrowIfFailed()
    {
        if (Failures.Count > 0)
        {
            throw new SimulationFailedException(Failures[0], SeedCount);
        }

        if (UnknownNodes.Count > 0)
        {
            throw new ProviderException(SimulationProvider.Kind, UnknownNodes);
        }
    }

    /// <summary>Returns the counts in one line, followed by each failure and each situation that no seed reached.
    /// </summary>
    public override string ToString() =>
        string.Join(
            '\n',
            [
                $"{Pluralizer.Format(SeedCount, "seed")}, {DeterminismCheckCount} of them twice; {FaultCount} faults, "
                    + $"{KillCount} kills; "
                    + $"{StepCount} steps, at least {MinStepCount} a seed; {Elapsed} of virtual time; "
                    + $"{Pluralizer.Format(Failures.Count, "failure")}",
                .. Failures.Select(failure => failure.ToString()),
                .. UnknownNodes.Select(missed => missed.ToString()),
                .. Situations
                    .Where(situation => situation.SeedCount == 0)
                    .Select(situation => $"no seed reached: {TextEscaping.Escape(situation.Name)}"),
            ]
        );
}
