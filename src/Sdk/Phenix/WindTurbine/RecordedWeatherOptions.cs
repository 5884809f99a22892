namespace Scalewright.Plugins.WindTurbine;

/// <summary>Weather that the anemometer measures: <c>templates.default.anemometer.weather</c>.</summary>
public sealed record RecordedWeatherOptions
{
    /// <summary>File with recorded weather, copied to every node; without it the anemometer measures nothing.</summary>
    [OptionKey("replayData")]
    public string? ReplayData { get; init; }

    /// <summary>The columns of the file that are measured, in order.</summary>
    public ValueList<RecordedColumnOptions> Columns { get; init; } = [];
}
