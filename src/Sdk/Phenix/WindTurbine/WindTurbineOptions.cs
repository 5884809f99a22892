using Scalewright.Profiles;

namespace Scalewright.Plugins.WindTurbine;

/// <summary>Options of the plugin <c>wind_turbine</c>.</summary>
/// <example>
/// Describes a farm of thirty lower turbines that the network <c>EXT</c> reaches:
/// <code>
/// TurbineOptions turbine = new() { HubHeight = 100, RoughnessLength = 0.03 };
/// DeviceOptions devices = new() { MainController = new MainControllerOptions { Turbine = turbine } };
/// Profile farm = Profile.Create("wind-farm").WithCount(30).WithContainersPerNode(18)
///     .UsePlugin(new WindTurbineOptions
///     {
///         ExternalNetwork = new("EXT", "10.10.0.0/16"),
///         Templates = new TemplateOptions { Default = devices },
///     }).Build();
/// Topology topology = Topology.Create("demo").AddProfile(farm).Build();
/// Console.WriteLine($"{topology.NodeCount} nodes, {topology.ContainerCount} containers");
/// </code>
/// </example>
public sealed record WindTurbineOptions : PluginOptions
{
    /// <summary>
    /// External network of the main controllers, with one address per turbine. Without it, they are not reachable,
    /// which is reported as a warning. A gateway that is the network's own name means the first address after the
    /// network address.
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
