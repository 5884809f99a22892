using Scalewright.Providers.Simulation.HighAvailability;

namespace Scalewright.Storage.Setup;

/// <summary>How large a simulated storage cluster is; <see cref="Layout"/> spells it out.</summary>
public sealed record StorageSetup
{
    /// <summary>Storage servers, 0 to 65,536; default 8.</summary>
    public int ServerCount { get; init; } = 8;

    /// <summary>Worker nodes: clients with copytools, without storage, power outlet and fencing. 0 to 65,536; default 1.</summary>
    public int WorkerCount { get; init; } = 1;

    /// <summary>Shared disks, 0 to 1,000,000; null, the default, for two of each server.</summary>
    public int? VolumeCount { get; init; }

    /// <summary>Network interfaces of each server, 0 to 256, and 1,000,000 of all together at most; default 1.</summary>
    public int NidCount { get; init; } = 1;

    /// <summary>Servers that share a high-availability cluster, 1 or more; default 4.</summary>
    public int ClusterSize { get; init; } = 4;

    /// <summary>Power units; each has an outlet for every server. 0 to 1,000, and 1,000,000 outlets together at most; default 1.</summary>
    public int PduCount { get; init; } = 1;

    /// <summary>Servers of a storage unit with a controller and disks of its own; 0, the default, when every server sees every disk.</summary>
    public int SuSize { get; init; }

    /// <summary>The rules; default strict.</summary>
    public RuleSet Rules { get; init; }

    /// <summary>The shared disks after defaults.</summary>
    public int Volumes => VolumeCount ?? 2 * ServerCount;

    /// <summary>Spells the cluster out: every server, disk, unit and outlet. Pure.</summary>
    /// <exception cref="StorageException">The numbers are impossible; every reason is named.</exception>
    public StorageLayout Layout()
    {
        ValueList<Problem> problems = SetupCheck.Check(this);
        return problems.Count == 0 ? LayoutArithmetic.Of(this) : throw new StorageException(problems);
    }
}
