using Scalewright.Topologies;

namespace Scalewright.Planning;

/// <summary>Changes what the nodes of a group share.</summary>
/// <param name="From">What it is, without nodes.</param>
/// <param name="To">What it shall be, without nodes; of the same name.</param>
public sealed record ChangeGroup(NodeGroup From, NodeGroup To) : PlanStep
{
    /// <inheritdoc/>
    public override StepTarget Target => StepTarget.Group;

    /// <inheritdoc/>
    public override StepAction Action => StepAction.Change;

    /// <inheritdoc/>
    public override string Name => To.Name;

    /// <inheritdoc/>
    public override ValueList<StepDifference> Differences => StepDifferences.Of(From, To);
}
