using Scalewright.Planning;

namespace Scalewright.Clusters;

/// <summary>What came of a plan.</summary>
/// <param name="Plan">The plan.</param>
public sealed record PlanReport(Plan Plan)
{
    /// <summary>The steps that are done, in the order they were.</summary>
    public ValueList<PlanStep> Done { get; init; } = [];

    /// <summary>What went wrong, with the step as the field; also steps that were not begun because of it.</summary>
    public ValueList<Problem> Problems { get; init; } = [];

    /// <summary>The steps that failed or were not begun, each with its reason, in the order they were given up.</summary>
    public ValueList<StepFailure> Failures { get; init; } = [];

    /// <summary>Calls that were repeated.</summary>
    public int RetryCount { get; init; }

    /// <summary>True when every step is done.</summary>
    public bool Succeeded => Done.Count == Plan.Steps.Count;
}
