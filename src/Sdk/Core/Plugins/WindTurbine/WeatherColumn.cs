namespace Scalewright.Plugins.WindTurbine;

/// <summary>A measured quantity.</summary>
/// <param name="Name">Name of the column in the weather data.</param>
/// <param name="Tag">Name under which the turbine's devices know it.</param>
internal sealed record WeatherColumn(string Name, string Tag)
{
    /// <summary>Height in metres at which it was measured; null: not given.</summary>
    public string? Height { get; init; }
}
