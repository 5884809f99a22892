namespace Scalewright.Plugins.WindTurbine;

/// <summary>Weather that the anemometer measures: <c>templates.default.anemometer.weather</c>.</summary>
public sealed record RecordedWeatherOptions
{
    /// <summary>File with recorded weather, copied to every node. Without it, nothing is measured.</summary>
    [OptionKey("replayData")]
    public string? ReplayData { get; init; }

    /// <summary>Measured columns of the file, in order.</summary>
    public ValueList<RecordedColumnOptions> Columns { get; init; } = [];
}
