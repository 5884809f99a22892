namespace Scalewright.Plugins.WindTurbine;

/// <summary>Measurement of a quantity at one height.</summary>
public sealed record PowerTagOptions
{
    /// <summary>Tag of the quantity on the turbine's devices, for example speed.high.</summary>
    public required string Name { get; init; }

    /// <summary>Height of the measurement, in meters.</summary>
    [OptionRange(0, double.MaxValue)]
    public required double Height { get; init; }
}
