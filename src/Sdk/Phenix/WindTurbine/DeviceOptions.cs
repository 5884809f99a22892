namespace Scalewright.Plugins.WindTurbine;

/// <summary>Settings of a turbine's devices: <c>templates.default</c>.</summary>
public sealed record DeviceOptions
{
    /// <summary>Main controller with power output, control program and flow editor.</summary>
    [OptionKey("main-controller")]
    public MainControllerOptions MainController { get; init; } = new();

    /// <summary>Anemometer, which measures recorded weather.</summary>
    public AnemometerOptions Anemometer { get; init; } = new();

    /// <summary>Yaw controller, which turns the nacelle.</summary>
    [OptionKey("yaw-controller")]
    public YawControllerOptions YawController { get; init; } = new();
}
