namespace Scalewright.Plugins.WindTurbine;

/// <summary>A column of recorded weather.</summary>
public sealed record RecordedColumnOptions
{
    /// <summary>Name of the column in the file.</summary>
    public required string Name { get; init; }

    /// <summary>Tag by which the turbine's devices know it, as in speed.high.</summary>
    public required string Tag { get; init; }
}
