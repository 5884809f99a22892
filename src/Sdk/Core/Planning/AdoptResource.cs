namespace Scalewright.Planning;

/// <summary>Records a resource that exists and that the state does not know. Only reconciling performs it; the provider is not called.</summary>
/// <param name="Resource">The resource.</param>
public sealed record AdoptResource(ResourceReference Resource) : PlanStep
{
    /// <inheritdoc/>
    public override StepTarget Target => Resource.Target;

    /// <inheritdoc/>
    public override StepAction Action => StepAction.Adopt;

    /// <inheritdoc/>
    public override string Name => Resource.Name;
}
