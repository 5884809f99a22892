namespace Scalewright.Plugins.WindTurbine;

/// <summary>Turbine model and site: <c>templates.default.main-controller.turbine</c>.</summary>
public sealed record TurbineOptions
{
    /// <summary>Model of the turbine.</summary>
    public string Type { get; init; } = "E-126/4200";

    /// <summary>Height of the hub, in meters.</summary>
    [OptionKey("hubHeight")]
    [OptionRange(0, double.MaxValue)]
    public double HubHeight { get; init; } = 135;

    /// <summary>Roughness length of the ground, in meters.</summary>
    [OptionKey("roughnessLength")]
    [OptionRange(0, double.MaxValue)]
    public double RoughnessLength { get; init; } = 0.15;

    /// <summary>Topic of the power, unless helics.topic is set, with {{turbine_id}} and {{turbine_name}}.</summary>
    [OptionKey("helicsTopic")]
    public string? HelicsTopic { get; init; }

    /// <summary>True if DNP3 points must be selected before they are operated.</summary>
    [OptionKey("dnp3SBO")]
    public bool SelectBeforeOperate { get; init; }
}
