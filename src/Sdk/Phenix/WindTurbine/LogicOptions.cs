namespace Scalewright.Plugins.WindTurbine;

/// <summary>Inputs of the main controller's program: <c>templates.default.main-controller.logic</c>.</summary>
public sealed record LogicOptions
{
    /// <summary>Tag of the wind speed.</summary>
    [OptionKey("speedTag")]
    public string SpeedTag { get; init; } = "speed.high";

    /// <summary>Tag of the wind direction.</summary>
    [OptionKey("directionTag")]
    public string DirectionTag { get; init; } = "dir.high";

    /// <summary>Tolerated yaw error before the nacelle is turned, as a fraction of the direction.</summary>
    [OptionKey("directionError")]
    [OptionRange(0, double.MaxValue)]
    public double DirectionError { get; init; } = 0.04;
}
