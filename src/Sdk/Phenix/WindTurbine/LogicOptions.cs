namespace Scalewright.Plugins.WindTurbine;

/// <summary>What the main controller's program goes by: <c>templates.default.main-controller.logic</c>.</summary>
public sealed record LogicOptions
{
    /// <summary>Tag of the wind speed that it goes by.</summary>
    [OptionKey("speedTag")]
    public string SpeedTag { get; init; } = "speed.high";

    /// <summary>Tag of the wind direction that it goes by.</summary>
    [OptionKey("directionTag")]
    public string DirectionTag { get; init; } = "dir.high";

    /// <summary>How far the nacelle may be off the wind before it is turned, as a fraction of the direction.</summary>
    [OptionKey("directionError")]
    [OptionRange(0, double.MaxValue)]
    public double DirectionError { get; init; } = 0.04;
}
