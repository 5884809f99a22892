using Scalewright.Providers.Simulation.Models;
using Scalewright.Providers.Simulation.Worlds;

namespace Scalewright.Providers.Simulation;

/// <summary>The controllers' disk becomes another: slow, full or faulty.</summary>
/// <param name="Disk">How it behaves.</param>
public sealed record ChangeDisk(DiskModel Disk) : Fault
{
    internal override Action? Begin(World world) => world.ChangeDisk(Disk);
}
