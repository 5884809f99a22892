namespace Scalewright.Plugins.WindTurbine;

/// <summary>Device of a turbine, with all inputs of its configuration.</summary>
/// <param name="TurbineName">Name of the turbine, for example <c>wtg-1</c>.</param>
internal sealed record TurbineDevice(TurbineComponent Component, long Turbine, string TurbineName)
{
    public TurbineTemplates Templates { get; init; } = TurbineTemplates.Default;

    public GroundTruth? GroundTruth { get; init; }

    public HelicsFederation? Helics { get; init; }

    /// <summary>Address of the main controller outside the turbine; null: not reachable.</summary>
    public string? ExternalAddress { get; init; }

    public string ContainerName => $"{TurbineName}-{TurbineDevices.GetName(Component)}";

    /// <summary>Fills in <c>{{turbine_name}}</c> and <c>{{turbine_id}}</c> in a text of the profile.</summary>
    internal string Fill(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Replace("{{turbine_name}}", TurbineName, StringComparison.Ordinal)
            .Replace("{{turbine_id}}", Turbine.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }
}
