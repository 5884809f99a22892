namespace Scalewright.Planning;

/// <summary>Removes an orphaned resource: tagged as the cluster's, but not desired. Used only by reconciling.</summary>
/// <param name="Resource">The resource.</param>
public sealed record DestroyOrphan(ResourceReference Resource) : PlanStep
{
    /// <inheritdoc/>
    public override StepTarget Target => Resource.Target;

    /// <inheritdoc/>
    public override StepAction Action => StepAction.Destroy;

    /// <inheritdoc/>
    public override string Name => Resource.Name;
}
