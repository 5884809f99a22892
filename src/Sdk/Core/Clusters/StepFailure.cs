using Scalewright.Planning;

namespace Scalewright.Clusters;

/// <summary>A step of a plan that was not done.</summary>
/// <param name="Step">The step.</param>
/// <param name="Problem">Why.</param>
public sealed record StepFailure(PlanStep Step, Problem Problem);
