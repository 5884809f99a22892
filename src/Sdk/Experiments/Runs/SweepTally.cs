namespace Scalewright.Experiments.Runs;

/// <summary>What came of the runs of a sweep.</summary>
/// <param name="Completed">Runs that were measured to their end, now or before.</param>
/// <param name="Failed">Runs that failed, now or before.</param>
/// <param name="Why">Why the first of them failed; empty when none did.</param>
public sealed record SweepTally(int Completed, int Failed, string Why)
{
    /// <summary>Whether there is a result: all runs completed, and there was one.</summary>
    public bool IsGood => Failed == 0 && Completed > 0;
}
