using Scalewright.Topologies;

namespace Scalewright.Planning;

/// <summary>Changes a network in place.</summary>
/// <param name="From">Current network.</param>
/// <param name="To">Desired network, with the same name.</param>
public sealed record ChangeNetwork(NetworkSpec From, NetworkSpec To) : PlanStep
{
    /// <inheritdoc/>
    public override StepTarget Target => StepTarget.Network;

    /// <inheritdoc/>
    public override StepAction Action => StepAction.Change;

    /// <inheritdoc/>
    public override string Name => To.Name;

    /// <inheritdoc/>
    public override ValueList<StepDifference> Differences => StepDifferences.Compare(From, To);
}
