using Scalewright.Planning;

namespace Scalewright.Clusters;

/// <summary>Result of a plan.</summary>
/// <param name="Plan">The plan.</param>
public sealed record PlanReport(Plan Plan)
{
    /// <summary>Completed steps, in order of completion.</summary>
    public ValueList<PlanStep> CompletedSteps { get; init; } = [];

    /// <summary>
    /// Problems of the steps that failed or were not started. The field of each problem contains its step.
    /// </summary>
    public ValueList<Problem> Problems { get; init; } = [];

    /// <summary>Steps that failed or were not started, each with the reason, in order of failure.</summary>
    public ValueList<StepFailure> Failures { get; init; } = [];

    /// <summary>Number of retried calls.</summary>
    public int RetryCount { get; init; }

    /// <summary>True if all steps completed.</summary>
    public bool Succeeded => CompletedSteps.Count == Plan.Steps.Count;
}
