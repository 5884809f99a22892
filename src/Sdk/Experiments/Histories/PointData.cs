namespace Scalewright.Experiments.Histories;

/// <summary>The runs of one experiment of a sweep.</summary>
/// <param name="Name">Its name, after its parameters; <c>base</c> without any.</param>
/// <param name="Parameters">What distinguishes it.</param>
/// <param name="Runs">Its runs in order; those that were never begun are missing.</param>
public sealed record PointData(string Name, ValueMap<string> Parameters, IReadOnlyList<RunHistory> Runs)
{
    /// <summary>Time from the beginning and after each scaling that does not count; null: that of the experiment.</summary>
    public TimeSpan? WarmUp { get; init; }

    /// <summary>Time before each scaling and before the end that does not count; null: that of the experiment.</summary>
    public TimeSpan? CoolDown { get; init; }

    /// <summary>The runs that were measured to their end.</summary>
    public IEnumerable<RunHistory> Completed => Runs.Where(run => run.Outcome == RunOutcome.Completed);
}
