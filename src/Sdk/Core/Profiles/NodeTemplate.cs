using Scalewright.Documents;

namespace Scalewright.Profiles;

/// <summary>Template of a profile's nodes, as written by the user. Null values use the plugin's default.</summary>
public sealed record NodeTemplate
{
    /// <summary>Template without values.</summary>
    public static NodeTemplate Default { get; } = new();

    /// <summary>Disk image. YAML key <c>image</c>. Default of the built-in plugins: <c>minimeta.qc2</c>.</summary>
    public string? Image { get; init; }

    /// <summary>
    /// Virtual processors, 1 or more. YAML key <c>cpu</c>. Default of built-in plugins 1 (<c>wind_turbine</c> 8).
    /// </summary>
    public int? Cpus { get; init; }

    /// <summary>
    /// Memory in MiB, 1 or more. YAML key <c>memory</c>. Default of built-in plugins 512 (<c>wind_turbine</c> 16384).
    /// </summary>
    public int? MemoryMiB { get; init; }

    /// <summary>Site, zone or partition of the provider. YAML key <c>cloud</c>. Null: the provider's default.</summary>
    public string? Cloud { get; init; }

    /// <summary>
    /// Network section with <c>interfaces</c>, passed unchanged to the backend. Null: one interface <c>ens1</c>.
    /// </summary>
    public DocumentMap? Network { get; init; }

    /// <summary>Start delay passed unchanged to the backend. YAML key <c>delay</c>.</summary>
    public DocumentNode? StartDelay { get; init; }
}
