namespace Scalewright.Plugins.WindTurbine;

/// <summary>Settings of the turbines' devices: <c>templates</c>.</summary>
public sealed record TemplateOptions
{
    /// <summary>The settings that every turbine of the profile has.</summary>
    public DeviceOptions Default { get; init; } = new();
}
