using Scalewright.Topologies;

namespace Scalewright.Planning;

/// <summary>Creates a group without nodes.</summary>
/// <param name="Group">Desired group, with an empty list of nodes.</param>
public sealed record CreateGroup(NodeGroup Group) : PlanStep
{
    /// <inheritdoc/>
    public override StepTarget Target => StepTarget.Group;

    /// <inheritdoc/>
    public override StepAction Action => StepAction.Create;

    /// <inheritdoc/>
    public override string Name => Group.Name;
}
