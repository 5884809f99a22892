using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Providers.Simulation;

/// <summary>All links become others, but those that another fault changes one by one.</summary>
/// <param name="Link">How links behave.</param>
public sealed record ChangeNetworkLinks(LinkModel Link) : Fault
{
    private protected override string Words => $"all links are changed{Time}: {FaultWords.Of(Link)}";

    internal override void CheckValues(FaultCheck check) => check.Given(nameof(Link), Link);

    internal override Action? Begin(World world) => world.Network.Change(Link);
}
