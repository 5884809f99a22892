using Scalewright.Planning;

namespace Scalewright.Clusters;

/// <summary>Progress of a plan.</summary>
/// <param name="DoneCount">Number of completed steps.</param>
/// <param name="FailedCount">Number of steps that failed or were not started.</param>
/// <param name="StepCount">Total number of steps.</param>
/// <param name="Last">The step that ended last; null before the first.</param>
public sealed record PlanProgress(int DoneCount, int FailedCount, int StepCount, PlanStep? Last);
