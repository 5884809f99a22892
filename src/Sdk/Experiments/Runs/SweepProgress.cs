namespace Scalewright.Experiments.Runs;

/// <summary>How far a sweep is.</summary>
/// <param name="Point">Name of the point.</param>
/// <param name="Run">Number of the run, from 1.</param>
/// <param name="Done">Runs that are over.</param>
/// <param name="Count">Runs in all.</param>
/// <param name="Stage">What the run does; <c>end</c> when it is over.</param>
/// <param name="At">Time since its load began.</param>
/// <param name="Duration">How long its load lasts.</param>
public sealed record SweepProgress(string Point, int Run, int Done, int Count, string Stage, TimeSpan At, TimeSpan Duration);
