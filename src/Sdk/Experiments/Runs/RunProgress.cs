namespace Scalewright.Experiments.Runs;

/// <summary>How far a run is.</summary>
/// <param name="Stage">What it does: <c>provision</c>, <c>deploy</c>, <c>load</c>.</param>
/// <param name="At">Time since the load began; negative before it.</param>
/// <param name="Duration">How long the load lasts.</param>
public sealed record RunProgress(string Stage, TimeSpan At, TimeSpan Duration);
