namespace Scalewright.Plugins.WindTurbine;

/// <summary>A quantity at one height.</summary>
public sealed record PowerTagOptions
{
    /// <summary>Tag by which the turbine's devices know it, as in speed.high.</summary>
    public required string Name { get; init; }

    /// <summary>Height in metres at which it was measured.</summary>
    [OptionRange(0, double.MaxValue)]
    public required double Height { get; init; }
}
