namespace Scalewright.Plugins.WindTurbine;

/// <summary>Column of recorded weather.</summary>
public sealed record RecordedColumnOptions
{
    /// <summary>Name of the column in the file.</summary>
    public required string Name { get; init; }

    /// <summary>Tag of the quantity on the turbine's devices, for example speed.high.</summary>
    public required string Tag { get; init; }
}
