namespace Scalewright.Topologies;

/// <summary>
/// Describes all containers of a group by rule: container <c>i</c> has role <c>i mod roles</c> of unit <c>i div
/// roles</c>. Containers exist only while they are enumerated.
/// </summary>
public sealed record ContainerLayout
{
    /// <summary>Layout of a group without containers.</summary>
    public static ContainerLayout None { get; } = new();

    /// <summary>Roles of the containers of a unit, in order.</summary>
    public ValueList<ContainerRole> Roles { get; init; } = [];

    /// <summary>Virtual processors of each container. Default 1.</summary>
    public int Cpus { get; init; } = 1;

    /// <summary>Memory of each container in MiB. Default 512.</summary>
    public int MemoryMiB { get; init; } = 512;

    /// <summary>File system of each container: <c>.tgz</c> archive or folder. Default <c>otsimfs.tgz</c>.</summary>
    public string RootFs { get; init; } = "otsimfs.tgz";

    /// <summary>Folders of the node that are mounted in every container.</summary>
    public ValueList<VolumeMount> VolumeMounts { get; init; } = [];
}
