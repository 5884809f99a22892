namespace Scalewright.Plugins.WindTurbine;

/// <summary>How the nacelle turns: <c>templates.default.yaw-controller.yaw</c>.</summary>
public sealed record YawOptions
{
    /// <summary>Where the nacelle stands at first, in degrees.</summary>
    [OptionKey("initialPosition")]
    public double InitialPosition { get; init; }

    /// <summary>How far it turns in a second, in degrees.</summary>
    [OptionKey("degreePerSecond")]
    [OptionRange(0, double.MaxValue)]
    public double DegreesPerSecond { get; init; } = 0.1;
}
