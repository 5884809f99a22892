using Scalewright.Profiles;

namespace Scalewright.Plugins.WindTurbine;

/// <summary>Options of the plugin <c>wind_turbine</c>.</summary>
public sealed record WindTurbineOptions : PluginOptions
{
    /// <summary>
    /// The network on which main controllers are reached, one address for each turbine; without it nobody reaches them, which is
    /// warned of. Its gateway may be its own name: the first address behind that of the network.
    /// </summary>
    [OptionKey("container_template.external_network")]
    public NetworkTemplate? ExternalNetwork { get; init; }

    /// <summary>Settings of the turbines' devices.</summary>
    public TemplateOptions Templates { get; init; } = new();

    /// <summary>The HELICS co-simulation that turbines report their power to; without it, or when nothing is set in it, none.</summary>
    public HelicsOptions? Helics { get; init; }

    /// <summary>Where devices record what really happened; without it nothing is recorded.</summary>
    [OptionKey("ground-truth-module")]
    public GroundTruthOptions? GroundTruthModule { get; init; }
}
