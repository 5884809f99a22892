using Scalewright.Topologies;

namespace Scalewright.Planning;

/// <summary>Creates a network.</summary>
/// <param name="Network">Desired network.</param>
public sealed record CreateNetwork(NetworkSpec Network) : PlanStep
{
    /// <inheritdoc/>
    public override StepTarget Target => StepTarget.Network;

    /// <inheritdoc/>
    public override StepAction Action => StepAction.Create;

    /// <inheritdoc/>
    public override string Name => Network.Name;
}
