using Scalewright.Planning;

namespace Scalewright.Providers;

/// <summary>Request to a provider to execute a step.</summary>
/// <param name="Step">The step.</param>
/// <param name="Tag">Tag of the resource. Its token stays the same in all retries of the step.</param>
/// <param name="ResourceId">Resource to change or remove. Null for a new one and for one that never had an id.</param>
public sealed record StepRequest(PlanStep Step, ResourceTag Tag, string? ResourceId = null)
{
    /// <summary>Token that identifies the outcome of this request.</summary>
    public string Token => Tag.Token;
}
