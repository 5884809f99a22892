using Scalewright.Planning;

namespace Scalewright.Clusters;

/// <summary>How far a plan has come.</summary>
/// <param name="DoneCount">Steps that are done.</param>
/// <param name="FailedCount">Steps that failed or were not begun.</param>
/// <param name="StepCount">Steps in all.</param>
/// <param name="Last">The step that ended last; null before the first.</param>
public sealed record PlanProgress(int DoneCount, int FailedCount, int StepCount, PlanStep? Last);
