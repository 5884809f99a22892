using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Providers.Simulation;

/// <summary>Replaces the model of all links, except those changed by <see cref="ChangeLink"/>.</summary>
/// <param name="Link">The new model.</param>
public sealed record ChangeNetworkLinks(LinkModel Link) : Fault
{
    private protected override string Description => $"all links are changed{DurationSuffix}: {FaultDescriptions.Describe(Link)}";

    internal override void CheckValues(FaultCheck check) => check.NotNull(nameof(Link), Link);

    internal override Action? Inject(World world) => world.Network.Change(Link);
}
