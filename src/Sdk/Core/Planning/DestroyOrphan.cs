namespace Scalewright.Planning;

/// <summary>Removes an orphaned resource: it carries the ownership tag of the cluster, and nothing desired needs it. Only reconciling performs it.</summary>
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
