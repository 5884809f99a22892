using Scalewright.Documents;

namespace Scalewright.Profiles;

/// <summary>What a person wrote about the nodes of a profile. Null means: the plugin's default.</summary>
public sealed record NodeTemplate
{
    /// <summary>A template in which nothing is set.</summary>
    public static NodeTemplate Default { get; } = new();

    /// <summary>Disk image of the node. YAML key <c>image</c>; the built-in plugins take <c>minimeta.qc2</c>.</summary>
    public string? Image { get; init; }

    /// <summary>Virtual processors, 1 or more. YAML key <c>cpu</c>; the built-in plugins take 1 (<c>wind_turbine</c> 8).</summary>
    public int? Cpus { get; init; }

    /// <summary>Memory in MiB, 1 or more. YAML key <c>memory</c>; the built-in plugins take 512 (<c>wind_turbine</c> 16384).</summary>
    public int? MemoryMiB { get; init; }

    /// <summary>Where the nodes live, in the provider's words: a site, a zone, a partition. YAML key <c>cloud</c>; null: where the provider puts nodes that say nothing.</summary>
    public string? Cloud { get; init; }

    /// <summary>Network section handed to the backend as it is, with <c>interfaces</c>; null: one interface <c>ens1</c>.</summary>
    public DocumentMap? Network { get; init; }

    /// <summary>Start delay handed to the backend as it is. YAML key <c>delay</c>.</summary>
    public DocumentNode? Delay { get; init; }
}
