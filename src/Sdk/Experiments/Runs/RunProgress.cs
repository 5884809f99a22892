namespace Scalewright.Experiments.Runs;

/// <summary>Progress of a run.</summary>
/// <param name="Stage">Current stage: <c>provision</c>, <c>deploy</c>, <c>load</c>.</param>
/// <param name="Elapsed">Time since the start of the load; negative before it.</param>
/// <param name="Duration">Duration of the load.</param>
public sealed record RunProgress(string Stage, TimeSpan Elapsed, TimeSpan Duration);
