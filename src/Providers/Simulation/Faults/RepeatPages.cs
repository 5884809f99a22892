using Scalewright.Providers.Simulation.Worlds;

namespace Scalewright.Providers.Simulation;

/// <summary>Each page of a list leads back to itself.</summary>
public sealed record RepeatPages : Fault
{
    internal override Action? Begin(World world) => world.Weather.BeginRepeatedPages();
}
