namespace Scalewright.Experiments.Runs;

/// <summary>Progress of a sweep.</summary>
/// <param name="Point">Name of the point.</param>
/// <param name="Run">Number of the run, from 1.</param>
/// <param name="CompletedCount">Number of finished runs.</param>
/// <param name="TotalCount">Total number of runs.</param>
/// <param name="Stage">Stage of the run; <c>end</c> when it is finished.</param>
/// <param name="Elapsed">Time since the start of its load.</param>
/// <param name="Duration">Duration of its load.</param>
public sealed record SweepProgress(
    string Point,
    int Run,
    int CompletedCount,
    int TotalCount,
    string Stage,
    TimeSpan Elapsed,
    TimeSpan Duration
);
