using Scalewright.Topologies;

namespace Scalewright.Planning;

/// <summary>Removes a network.</summary>
/// <param name="Network">Current network.</param>
public sealed record DestroyNetwork(NetworkSpec Network) : PlanStep
{
    /// <inheritdoc/>
    public override StepTarget Target => StepTarget.Network;

    /// <inheritdoc/>
    public override StepAction Action => StepAction.Destroy;

    /// <inheritdoc/>
    public override string Name => Network.Name;
}
