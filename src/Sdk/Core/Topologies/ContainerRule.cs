namespace Scalewright.Topologies;

/// <summary>
/// All containers of a group by rule: container <c>i</c> has role <c>i mod roles</c> of unit <c>i div roles</c>. A million
/// containers cost nothing until they are enumerated.
/// </summary>
public sealed record ContainerRule
{
    /// <summary>The rule of a group without containers.</summary>
    public static ContainerRule None { get; } = new();

    /// <summary>The members of a unit, in order.</summary>
    public ValueList<ContainerRole> Roles { get; init; } = [];

    /// <summary>Virtual processors of each container.</summary>
    public int Cpus { get; init; } = 1;

    /// <summary>Memory of each container in MiB.</summary>
    public int MemoryMiB { get; init; } = 512;

    /// <summary>File system of each container: an archive (<c>.tgz</c>) or a folder.</summary>
    public string RootFs { get; init; } = "otsimfs.tgz";

    /// <summary>Folders of the node that every container sees.</summary>
    public ValueList<VolumeRule> Volumes { get; init; } = [];
}
