namespace Scalewright.Plugins.WindTurbine;

/// <summary>Settings of the anemometer: <c>templates.default.anemometer</c>.</summary>
public sealed record AnemometerOptions
{
    /// <summary>Weather that it measures.</summary>
    public RecordedWeatherOptions Weather { get; init; } = new();
}
