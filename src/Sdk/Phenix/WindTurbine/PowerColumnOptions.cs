namespace Scalewright.Plugins.WindTurbine;

/// <summary>Quantity that determines the power output.</summary>
public sealed record PowerColumnOptions
{
    /// <summary>Name of the column in the weather data, for example wind_speed.</summary>
    public required string Name { get; init; }

    /// <summary>Heights of the measurements, each with a tag.</summary>
    public ValueList<PowerTagOptions> Tags { get; init; } = [];
}
