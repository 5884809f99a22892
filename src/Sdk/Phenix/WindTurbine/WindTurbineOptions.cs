using Scalewright.Profiles;

namespace Scalewright.Plugins.WindTurbine;

/// <summary>Options of the plugin <c>wind_turbine</c>.</summary>
public sealed record WindTurbineOptions : PluginOptions
{
    /// <summary>
    /// External network of the main controllers, with one address per turbine. Without it, they are not reachable,
    /// which is reported as a warning. Its gateway can be its own name: the first address after that of the network.
    /// </summary>
    [OptionKey("container_template.external_network")]
    public NetworkTemplate? ExternalNetwork { get; init; }

    /// <summary>Settings of the turbines' devices.</summary>
    public TemplateOptions Templates { get; init; } = new();

    /// <summary>HELICS co-simulation that receives the turbines' power. Not used if missing or empty.</summary>
    public HelicsOptions? Helics { get; init; }

    /// <summary>Ground truth records of devices. Without it, nothing is recorded.</summary>
    [OptionKey("ground-truth-module")]
    public GroundTruthOptions? GroundTruthModule { get; init; }
}
