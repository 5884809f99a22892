namespace Scalewright.Plugins.WindTurbine;

/// <summary>The weather that the power output depends on: <c>templates.default.main-controller.weather</c>.</summary>
public sealed record PowerWeatherOptions
{
    /// <summary>Columns of the weather data, each with the tags that it is known by.</summary>
    public ValueList<PowerColumnOptions> Columns { get; init; } = [];
}
