namespace Scalewright.Plugins.WindTurbine;

/// <summary>Settings of a turbine's devices: <c>templates.default</c>.</summary>
public sealed record DeviceOptions
{
    /// <summary>The main controller: the turbine's power output, its control program and its flow editor.</summary>
    [OptionKey("main-controller")]
    public MainControllerOptions MainController { get; init; } = new();

    /// <summary>The anemometer, which measures recorded weather.</summary>
    public AnemometerOptions Anemometer { get; init; } = new();

    /// <summary>The yaw controller, which turns the nacelle.</summary>
    [OptionKey("yaw-controller")]
    public YawControllerOptions YawController { get; init; } = new();
}
