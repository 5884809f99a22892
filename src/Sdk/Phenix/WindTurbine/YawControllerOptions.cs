namespace Scalewright.Plugins.WindTurbine;

/// <summary>Settings of the yaw controller: <c>templates.default.yaw-controller</c>.</summary>
public sealed record YawControllerOptions
{
    /// <summary>Rotation of the nacelle.</summary>
    public YawOptions Yaw { get; init; } = new();
}
