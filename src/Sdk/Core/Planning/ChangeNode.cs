using Scalewright.Topologies;

namespace Scalewright.Planning;

/// <summary>Changes a node in place: its labels, annotations, number or containers.</summary>
/// <param name="Group">Name of the node's group.</param>
/// <param name="From">Current node.</param>
/// <param name="To">Desired node, with the same name.</param>
public sealed record ChangeNode(string Group, NodeSpec From, NodeSpec To) : PlanStep
{
    /// <inheritdoc/>
    public override StepTarget Target => StepTarget.Node;

    /// <inheritdoc/>
    public override StepAction Action => StepAction.Change;

    /// <inheritdoc/>
    public override string Name => To.Name;

    /// <inheritdoc/>
    public override ValueList<StepDifference> Differences => StepDifferences.Compare(From, To);
}
