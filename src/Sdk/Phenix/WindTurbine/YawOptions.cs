namespace Scalewright.Plugins.WindTurbine;

/// <summary>Rotation of the nacelle: <c>templates.default.yaw-controller.yaw</c>.</summary>
public sealed record YawOptions
{
    /// <summary>Initial position of the nacelle, in degrees.</summary>
    [OptionKey("initialPosition")]
    public double InitialPosition { get; init; }

    /// <summary>Rotation of the nacelle, in degrees per second.</summary>
    [OptionKey("degreePerSecond")]
    [OptionRange(0, double.MaxValue)]
    public double DegreesPerSecond { get; init; } = 0.1;
}
