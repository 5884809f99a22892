namespace Scalewright.Planning;

/// <summary>Records an existing resource in the state. Used only by reconciling. Does not call the provider.</summary>
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
