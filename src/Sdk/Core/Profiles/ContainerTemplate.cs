namespace Scalewright.Profiles;

/// <summary>Template of a profile's containers, as written by the user.</summary>
public sealed record ContainerTemplate
{
    /// <summary>A template with the defaults.</summary>
    public static ContainerTemplate Default { get; } = new();

    /// <summary>Virtual processors, 1 or more; default 1. YAML key <c>cpu</c>.</summary>
    public int Cpus { get; init; } = 1;

    /// <summary>Memory in MiB, 1 or more; default 512. YAML key <c>memory</c>.</summary>
    public int MemoryMiB { get; init; } = 512;

    /// <summary>Archive (<c>.tgz</c>) or folder of files. Default <c>otsimfs.tgz</c>. YAML key <c>rootfs</c>.</summary>
    public string RootFs { get; init; } = "otsimfs.tgz";

    /// <summary>Default route: name of one of the profile's networks, or an address. Null: no default route.</summary>
    public string? Gateway { get; init; }
}
