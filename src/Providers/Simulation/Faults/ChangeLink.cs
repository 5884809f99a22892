using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Providers.Simulation;

/// <summary>Replaces the model of the link between two hosts, in both directions.</summary>
/// <param name="First">A host: name of a node, or <c>controller</c>.</param>
/// <param name="Second">Another host.</param>
/// <param name="Link">The new model.</param>
public sealed record ChangeLink(string First, string Second, LinkModel Link) : Fault
{
    private protected override string Description =>
        $"the link {TextEscaping.Escape(First)} ↔ {TextEscaping.Escape(Second)} is changed{Time}: "
        + $"{FaultDescriptions.Of(Link)}";

    internal override bool WaitsForHosts => true;

    internal override void CheckValues(FaultCheck check)
    {
        check.Given(nameof(First), First);
        check.Given(nameof(Second), Second);
        check.Given(nameof(Link), Link);
    }

    internal override void CheckTargets(FaultCheck check, World world)
    {
        check.Host(world, nameof(First), First);
        check.Host(world, nameof(Second), Second);
    }

    internal override Action? Begin(World world) =>
        world.Network.LinkOf(First, Second).Change(Link) + world.Network.LinkOf(Second, First).Change(Link);
}
