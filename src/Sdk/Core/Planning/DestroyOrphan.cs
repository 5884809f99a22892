namespace Scalewright.Planning;

/// <summary>
/// Removes an orphaned resource: it has the cluster's ownership tag, but is not desired. Reconciling only.
/// </summary>
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
