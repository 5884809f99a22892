using Scalewright.Planning;

namespace Scalewright.Clusters;

/// <summary>Result of a plan.</summary>
/// <param name="Plan">The plan.</param>
public sealed record PlanReport(Plan Plan)
{
    /// <summary>Completed steps, in order of completion.</summary>
    public ValueList<PlanStep> CompletedSteps { get; init; } = [];

    /// <summary>
    /// Problems of the steps that failed or were not started, and of nodes that do not become ready. The field of each
    /// problem contains its step or its node.
    /// </summary>
    public ValueList<Problem> Problems { get; init; } = [];

    /// <summary>Steps that failed or were not started, each with the reason, in order of failure.</summary>
    public ValueList<StepFailure> Failures { get; init; } = [];

    /// <summary>Number of retried calls.</summary>
    public int RetryCount { get; init; }

    /// <summary>Returns the report of this plan and of the next one, as if they were one plan.</summary>
    internal PlanReport Then(PlanReport next)
    {
        int count = Plan.Steps.Count;
        IEnumerable<PlanStep> shifted = next.Plan.Steps.Select(step =>
            step with
            {
                DependsOn = step.DependsOn.Select(index => index + count).ToValueList(),
            }
        );
        return new PlanReport(next.Plan with { Steps = [.. Plan.Steps, .. shifted] })
        {
            CompletedSteps = [.. CompletedSteps, .. next.CompletedSteps],
            Problems = [.. Problems, .. next.Problems],
            Failures = [.. Failures, .. next.Failures],
            RetryCount = RetryCount + next.RetryCount,
        };
    }

    /// <summary>True if all steps completed and no problem was found.</summary>
    public bool Succeeded => CompletedSteps.Count == Plan.Steps.Count && Problems.Count == 0;
}
