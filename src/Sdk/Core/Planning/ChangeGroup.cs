using Scalewright.Topologies;

namespace Scalewright.Planning;

/// <summary>Changes the shared properties of a group.</summary>
/// <param name="From">Current group, without nodes.</param>
/// <param name="To">Desired group, without nodes and with the same name.</param>
public sealed record ChangeGroup(NodeGroup From, NodeGroup To) : PlanStep
{
    /// <inheritdoc/>
    public override StepTarget Target => StepTarget.Group;

    /// <inheritdoc/>
    public override StepAction Action => StepAction.Change;

    /// <inheritdoc/>
    public override string Name => To.Name;

    /// <inheritdoc/>
    public override ValueList<StepDifference> Differences => StepDifferences.Compare(From, To);
}
