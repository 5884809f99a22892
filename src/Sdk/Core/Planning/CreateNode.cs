using Scalewright.Topologies;

namespace Scalewright.Planning;

/// <summary>Creates a node.</summary>
/// <param name="Group">Name of the node's group.</param>
/// <param name="Node">Desired node.</param>
public sealed record CreateNode(string Group, NodeSpec Node) : PlanStep
{
    /// <inheritdoc/>
    public override StepTarget Target => StepTarget.Node;

    /// <inheritdoc/>
    public override StepAction Action => StepAction.Create;

    /// <inheritdoc/>
    public override string Name => Node.Name;
}
