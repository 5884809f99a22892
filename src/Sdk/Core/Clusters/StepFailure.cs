using Scalewright.Planning;

namespace Scalewright.Clusters;

/// <summary>A plan step that was not completed.</summary>
/// <param name="Step">The step.</param>
/// <param name="Problem">Reason of the failure.</param>
public sealed record StepFailure(PlanStep Step, Problem Problem);
