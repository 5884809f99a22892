using Scalewright.Topologies;

namespace Scalewright.Planning;

/// <summary>Makes a group without nodes.</summary>
/// <param name="Group">What it shall be; its list of nodes is empty.</param>
public sealed record CreateGroup(NodeGroup Group) : PlanStep
{
    /// <inheritdoc/>
    public override StepTarget Target => StepTarget.Group;

    /// <inheritdoc/>
    public override StepAction Action => StepAction.Create;

    /// <inheritdoc/>
    public override string Name => Group.Name;
}
