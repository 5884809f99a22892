using Scalewright.Planning;

namespace Scalewright.Clusters;

/// <summary>Progress of a plan.</summary>
/// <param name="CompletedCount">Number of completed steps.</param>
/// <param name="FailedCount">Number of steps that failed or were not started.</param>
/// <param name="StepCount">Total number of steps.</param>
/// <param name="LastStep">The step that ended last; null before the first.</param>
public sealed record PlanProgress(int CompletedCount, int FailedCount, int StepCount, PlanStep? LastStep);
