using Scalewright.Documents;

namespace Scalewright.Topologies;

/// <summary>Hardware of a node. Similar nodes share one instance.</summary>
public sealed record NodeHardware
{
    /// <summary>Disk image. Default <c>minimeta.qc2</c>.</summary>
    public string Image { get; init; } = "minimeta.qc2";

    /// <summary>Virtual processors. Default 1.</summary>
    public int Cpus { get; init; } = 1;

    /// <summary>Memory in MiB. Default 512.</summary>
    public int MemoryMiB { get; init; } = 512;

    /// <summary>Operating system. Default <c>linux</c>.</summary>
    public string OsType { get; init; } = "linux";

    /// <summary>
    /// Network section of the profile, passed unchanged to the backend. Null: one interface <c>ens1</c>.
    /// </summary>
    public DocumentMap? Network { get; init; }

    /// <summary>Start delay of the profile, passed unchanged to the backend. Null: none.</summary>
    public DocumentNode? StartDelay { get; init; }
}
