namespace Scalewright.Experiments.Runs;

/// <summary>Results of the runs of a sweep.</summary>
/// <param name="Completed">Number of completed runs, including those of earlier calls.</param>
/// <param name="Failed">Number of failed runs, including those of earlier calls.</param>
/// <param name="Why">Reason of the first failure; empty if no run failed.</param>
public sealed record SweepTally(int Completed, int Failed, string Why)
{
    /// <summary>True if all runs completed and there is at least one.</summary>
    public bool IsGood => Failed == 0 && Completed > 0;
}
