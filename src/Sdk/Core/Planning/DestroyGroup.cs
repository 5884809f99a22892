using Scalewright.Topologies;

namespace Scalewright.Planning;

/// <summary>Removes a group without remaining nodes.</summary>
/// <param name="Group">Current group, without nodes.</param>
public sealed record DestroyGroup(NodeGroup Group) : PlanStep
{
    /// <inheritdoc/>
    public override StepTarget Target => StepTarget.Group;

    /// <inheritdoc/>
    public override StepAction Action => StepAction.Destroy;

    /// <inheritdoc/>
    public override string Name => Group.Name;
}
