namespace Scalewright.Plugins.WindTurbine;

/// <summary>Settings of the turbines' devices: <c>templates</c>.</summary>
public sealed record TemplateOptions
{
    /// <summary>Settings of every turbine of the profile.</summary>
    public DeviceOptions Default { get; init; } = new();
}
