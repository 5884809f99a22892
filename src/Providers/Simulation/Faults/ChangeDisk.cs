using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Providers.Simulation;

/// <summary>Replaces the disk model of the controllers, for example by a slow, full or faulty disk.</summary>
/// <param name="Disk">The new model.</param>
public sealed record ChangeDisk(DiskModel Disk) : Fault
{
    private protected override string Words => $"the controllers' disk is changed{Time}: {FaultWords.Of(Disk)}";

    internal override void CheckValues(FaultCheck check)
    {
        check.Given(nameof(Disk), Disk);
        if (Disk is null)
        {
            return;
        }

        check.Count("Disk.CapacityBytes", Disk.CapacityBytes, 0);
        check.Count("Disk.BytesPerSecond", Disk.BytesPerSecond, 1);
        check.Chance("Disk.ReadFailure", Disk.ReadFailure);
        check.Chance("Disk.ShortRead", Disk.ShortRead);
        check.Chance("Disk.Corruption", Disk.Corruption);
        check.Chance("Disk.WriteFailure", Disk.WriteFailure);
        check.Chance("Disk.FlushFailure", Disk.FlushFailure);
    }

    internal override Action? Begin(World world) => world.ChangeDisk(Disk);
}
