namespace Scalewright.Plugins.WindTurbine;

/// <summary>Settings of the yaw controller: <c>templates.default.yaw-controller</c>.</summary>
public sealed record YawControllerOptions
{
    /// <summary>How the nacelle turns.</summary>
    public YawOptions Yaw { get; init; } = new();
}
