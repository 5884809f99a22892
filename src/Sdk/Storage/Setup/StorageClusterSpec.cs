using Scalewright.Providers.Simulation.HighAvailability;

namespace Scalewright.Storage.Setup;

/// <summary>Specification of a simulated storage cluster.</summary>
public sealed record StorageClusterSpec
{
    /// <summary>Number of storage servers, 0 to 65,536. Default 8.</summary>
    public int ServerCount { get; init; } = 8;

    /// <summary>Number of worker nodes, 0 to 65,536. Default 1.</summary>
    /// <remarks>Workers are clients with copytools, without storage, power outlet and fencing.</remarks>
    public int WorkerCount { get; init; } = 1;

    /// <summary>Number of shared disks, 0 to 1,000,000. Default null: two per server.</summary>
    public int? VolumeCount { get; init; }

    /// <summary>
    /// Number of network interfaces (NIDs) per server, 0 to 256, and at most 1,000,000 in total. Default 1.
    /// </summary>
    public int NidsPerServer { get; init; } = 1;

    /// <summary>Number of servers per high-availability cluster, 1 or more. Default 4.</summary>
    public int ServersPerCluster { get; init; } = 4;

    /// <summary>Number of power distribution units (PDUs), 0 to 1,000. Default 1.</summary>
    /// <remarks>Each unit has an outlet for every server, with at most 1,000,000 outlets in total.</remarks>
    public int PduCount { get; init; } = 1;

    /// <summary>Number of servers per storage unit with its own controller and disks.</summary>
    /// <remarks>Default 0: every server sees every disk.</remarks>
    public int ServersPerStorageUnit { get; init; }

    /// <summary>Rules of the high-availability clusters. Default <see cref="HaRuleSet.Strict"/>.</summary>
    public HaRuleSet Rules { get; init; }

    /// <summary>Effective number of shared disks.</summary>
    public int EffectiveVolumeCount => VolumeCount ?? 2 * ServerCount;

    /// <summary>Creates the complete layout: every server, disk, storage unit, power unit and outlet. Pure.</summary>
    /// <exception cref="StorageException">The specification is invalid. The exception lists all problems.</exception>
    public StorageLayout CreateLayout()
    {
        ValueList<Problem> problems = SetupCheck.Check(this);
        return problems.Count == 0 ? LayoutArithmetic.Create(this) : throw new StorageException(problems);
    }
}
