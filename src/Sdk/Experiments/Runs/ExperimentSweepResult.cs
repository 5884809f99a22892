namespace Scalewright.Experiments.Runs;

/// <summary>Results of the runs of a sweep.</summary>
/// <param name="CompletedCount">Number of completed runs, including those of earlier calls.</param>
/// <param name="FailedCount">Number of failed runs, including those of earlier calls.</param>
/// <param name="Reason">Reason of the first failure; empty if no run failed.</param>
public sealed record ExperimentSweepResult(int CompletedCount, int FailedCount, string Reason)
{
    /// <summary>True if all runs completed and there is at least one.</summary>
    public bool IsSuccess => FailedCount == 0 && CompletedCount > 0;
}
