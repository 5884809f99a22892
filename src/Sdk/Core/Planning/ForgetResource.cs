namespace Scalewright.Planning;

/// <summary>Removes a resource from the state because it no longer exists. Only reconciling performs it; the provider is not called.</summary>
/// <param name="Resource">The resource.</param>
public sealed record ForgetResource(ResourceReference Resource) : PlanStep
{
    /// <inheritdoc/>
    public override StepTarget Target => Resource.Target;

    /// <inheritdoc/>
    public override StepAction Action => StepAction.Forget;

    /// <inheritdoc/>
    public override string Name => Resource.Name;
}
