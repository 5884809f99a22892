namespace Scalewright.Experiments.Histories;

/// <summary>The runs of one experiment of a sweep.</summary>
/// <param name="Name">Name made from the parameters; <c>base</c> without parameters.</param>
/// <param name="Parameters">Parameters that distinguish the experiment.</param>
/// <param name="Runs">Runs by number. Runs that never started are missing.</param>
public sealed record PointData(string Name, ValueMap<string> Parameters, IReadOnlyList<RunHistory> Runs)
{
    /// <summary>Excluded time after the start and after each scaling; null for the value of the experiment.</summary>
    public TimeSpan? WarmUpPeriod { get; init; }

    /// <summary>Excluded time before each scaling and before the end; null for the value of the experiment.</summary>
    public TimeSpan? CoolDownPeriod { get; init; }

    /// <summary>Completed runs.</summary>
    public IEnumerable<RunHistory> Completed => Runs.Where(run => run.Outcome == RunOutcome.Completed);
}
