using Scalewright.Topologies;

namespace Scalewright.Planning;

/// <summary>Makes a node.</summary>
/// <param name="Group">Name of its group.</param>
/// <param name="Node">What it shall be.</param>
public sealed record CreateNode(string Group, NodeSpec Node) : PlanStep
{
    /// <inheritdoc/>
    public override StepTarget Target => StepTarget.Node;

    /// <inheritdoc/>
    public override StepAction Action => StepAction.Create;

    /// <inheritdoc/>
    public override string Name => Node.Name;
}
