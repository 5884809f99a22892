using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Providers.Simulation;

/// <summary>Replaces the model of the link between two hosts, in both directions.</summary>
/// <param name="First">A host: name of a node, or <c>controller</c>.</param>
/// <param name="Second">Another host.</param>
/// <param name="Link">The new model.</param>
public sealed record ChangeLink(string First, string Second, LinkModel Link) : Fault
{
    private protected override string Description =>
        $"the link {TextEscaping.Escape(First)} ↔ {TextEscaping.Escape(Second)} is changed{DurationSuffix}: "
        + FaultDescriptions.Describe(Link);

    internal override bool WaitsForHosts => true;

    internal override void CheckValues(FaultCheck check)
    {
        check.NotNull(nameof(First), First);
        check.NotNull(nameof(Second), Second);
        check.NotNull(nameof(Link), Link);
    }

    internal override void CheckTargets(FaultCheck check, World world)
    {
        check.Host(world, nameof(First), First);
        check.Host(world, nameof(Second), Second);
    }

    internal override Action? Inject(World world)
    {
        Action revertForward = world.Network.GetLink(First, Second).Change(Link);
        Action revertBackward = world.Network.GetLink(Second, First).Change(Link);

        // Reverts both directions.
        return revertForward + revertBackward;
    }
}
