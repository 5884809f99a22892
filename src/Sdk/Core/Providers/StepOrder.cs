using Scalewright.Planning;

namespace Scalewright.Providers;

/// <summary>A step that a provider is told to do.</summary>
/// <param name="Step">The step.</param>
/// <param name="Tag">What the resource is to be marked with. Its token is the same each time the step is repeated.</param>
/// <param name="ResourceId">What a change or removal is about; null for what is to be made, and for what never had one.</param>
public sealed record StepOrder(PlanStep Step, ResourceTag Tag, string? ResourceId = null)
{
    /// <summary>Tells outcomes apart.</summary>
    public string Token => Tag.Token;
}
