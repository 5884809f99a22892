namespace Scalewright.Plugins.WindTurbine;

/// <summary>Weather that determines the power output: <c>templates.default.main-controller.weather</c>.</summary>
public sealed record PowerWeatherOptions
{
    /// <summary>Columns of the weather data, each with its tags.</summary>
    public ValueList<PowerColumnOptions> Columns { get; init; } = [];
}
