using Scalewright.Documents;

namespace Scalewright.Topologies;

/// <summary>What a node is made of. One object is shared by all like nodes.</summary>
public sealed record NodeHardware
{
    /// <summary>Disk image; default <c>minimeta.qc2</c>.</summary>
    public string Image { get; init; } = "minimeta.qc2";

    /// <summary>Virtual processors; default 1.</summary>
    public int Cpus { get; init; } = 1;

    /// <summary>Memory in MiB; default 512.</summary>
    public int MemoryMiB { get; init; } = 512;

    /// <summary>Operating system; default <c>linux</c>.</summary>
    public string OsType { get; init; } = "linux";

    /// <summary>Network section for the backend as written; null: one interface <c>ens1</c>.</summary>
    public DocumentMap? Network { get; init; }

    /// <summary>Start delay for the backend as written; null: none.</summary>
    public DocumentNode? Delay { get; init; }
}
