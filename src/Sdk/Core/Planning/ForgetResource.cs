namespace Scalewright.Planning;

/// <summary>Removes a missing resource from the state. Used only by reconciling. Does not call the provider.</summary>
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
