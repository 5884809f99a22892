namespace Scalewright.Experiments.Runs;

/// <summary>Progress of a sweep.</summary>
/// <param name="Point">Name of the point.</param>
/// <param name="Run">Number of the run, from 1.</param>
/// <param name="Done">Number of finished runs.</param>
/// <param name="Count">Total number of runs.</param>
/// <param name="Stage">Stage of the run; <c>end</c> when it is finished.</param>
/// <param name="At">Time since the start of its load.</param>
/// <param name="Duration">Duration of its load.</param>
public sealed record SweepProgress(string Point, int Run, int Done, int Count, string Stage, TimeSpan At, TimeSpan Duration);
