namespace Scalewright.Plugins.WindTurbine;

/// <summary>Settings of the main controller: <c>templates.default.main-controller</c>.</summary>
public sealed record MainControllerOptions
{
    /// <summary>What kind of turbine it controls.</summary>
    public TurbineOptions Turbine { get; init; } = new();

    /// <summary>Its control program.</summary>
    public LogicOptions Logic { get; init; } = new();

    /// <summary>The flow editor Node-RED; without it, or when nothing is set in it, none runs.</summary>
    [OptionKey("node-red")]
    public NodeRedOptions? NodeRed { get; init; }

    /// <summary>The weather that the power output depends on.</summary>
    public PowerWeatherOptions Weather { get; init; } = new();
}
