using Scalewright.Topologies;

namespace Scalewright.Planning;

/// <summary>Removes a node.</summary>
/// <param name="Group">Name of the node's group.</param>
/// <param name="Node">Current node.</param>
public sealed record DestroyNode(string Group, NodeSpec Node) : PlanStep
{
    /// <inheritdoc/>
    public override StepTarget Target => StepTarget.Node;

    /// <inheritdoc/>
    public override StepAction Action => StepAction.Destroy;

    /// <inheritdoc/>
    public override string Name => Node.Name;
}
