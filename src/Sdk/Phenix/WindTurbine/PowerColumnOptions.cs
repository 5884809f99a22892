namespace Scalewright.Plugins.WindTurbine;

/// <summary>A quantity that the power output depends on.</summary>
public sealed record PowerColumnOptions
{
    /// <summary>Name of the column in the weather data, as in wind_speed.</summary>
    public required string Name { get; init; }

    /// <summary>The heights at which it was measured, each with a tag.</summary>
    public ValueList<PowerTagOptions> Tags { get; init; } = [];
}
