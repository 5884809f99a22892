using Scalewright.Documents;
using Scalewright.Profiles;

namespace Scalewright.Plugins.WindTurbine;

/// <summary>Options of the plugin <c>wind_turbine</c>.</summary>
public sealed record WindTurbineOptions : PluginOptions
{
    /// <summary>
    /// The network on which main controllers are reached, one address for each turbine; null: nobody reaches them, which is
    /// warned of. Its gateway may be its own name: the first address behind <see cref="NetworkTemplate.Network"/>.
    /// </summary>
    [OptionKey("container_template.external_network")]
    public NetworkTemplate? ExternalNetwork { get; init; }

    /// <summary>Templates of the devices; see <see cref="TurbineTemplates"/>. YAML key <c>templates</c>.</summary>
    public DocumentMap Templates { get; init; } = DocumentMap.Empty;

    /// <summary>The co-simulation; empty: none. See <see cref="HelicsFederation"/>. YAML key <c>helics</c>.</summary>
    public DocumentMap Helics { get; init; } = DocumentMap.Empty;

    /// <summary>Where devices record what really happened; empty: nowhere. See <see cref="GroundTruth"/>.</summary>
    [OptionKey("ground-truth-module")]
    public DocumentMap GroundTruthModule { get; init; } = DocumentMap.Empty;
}
