namespace Scalewright.Plugins.WindTurbine;

/// <summary>Settings of the main controller: <c>templates.default.main-controller</c>.</summary>
public sealed record MainControllerOptions
{
    /// <summary>Turbine that it controls.</summary>
    public TurbineOptions Turbine { get; init; } = new();

    /// <summary>Control program.</summary>
    public LogicOptions Logic { get; init; } = new();

    /// <summary>Node-RED flow editor. Not run if missing or without any option.</summary>
    [OptionKey("node-red")]
    public NodeRedOptions? NodeRed { get; init; }

    /// <summary>Weather that determines the power output.</summary>
    public PowerWeatherOptions Weather { get; init; } = new();
}
