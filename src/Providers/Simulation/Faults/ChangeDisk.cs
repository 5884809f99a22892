using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Providers.Simulation;

/// <summary>Replaces the disk model of the controllers, for example by a slow, full or faulty disk.</summary>
/// <param name="Disk">The new model.</param>
public sealed record ChangeDisk(DiskModel Disk) : Fault
{
    private protected override string Description =>
        $"the controllers' disk is changed{DurationSuffix}: {FaultDescriptions.Describe(Disk)}";

    internal override void CheckValues(FaultCheck check)
    {
        check.NotNull(nameof(Disk), Disk);
        if (Disk is null)
        {
            return;
        }

        check.Count($"Disk.{nameof(Disk.CapacityBytes)}", Disk.CapacityBytes, 0);
        check.Count($"Disk.{nameof(Disk.BytesPerSecond)}", Disk.BytesPerSecond, 1);
        check.Random($"Disk.{nameof(Disk.ReadFailureProbability)}", Disk.ReadFailureProbability);
        check.Random($"Disk.{nameof(Disk.ShortReadProbability)}", Disk.ShortReadProbability);
        check.Random($"Disk.{nameof(Disk.CorruptionProbability)}", Disk.CorruptionProbability);
        check.Random($"Disk.{nameof(Disk.WriteFailureProbability)}", Disk.WriteFailureProbability);
        check.Random($"Disk.{nameof(Disk.FlushFailureProbability)}", Disk.FlushFailureProbability);
    }

    internal override Action? Inject(World world) => world.ChangeDisk(Disk);
}
