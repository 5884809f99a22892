namespace Scalewright.Plugins.WindTurbine;

/// <summary>One device of one turbine, with everything its configuration depends on.</summary>
/// <param name="Component">Which device it is.</param>
/// <param name="Turbine">Number of the turbine, from 1.</param>
/// <param name="TurbineName">Name of the turbine, as in <c>wtg-1</c>.</param>
internal sealed record TurbineDevice(TurbineComponent Component, long Turbine, string TurbineName)
{
    /// <summary>What the devices of the profile are configured with.</summary>
    public TurbineTemplates Templates { get; init; } = TurbineTemplates.Default;

    /// <summary>Where the device records what really happened; null: nowhere.</summary>
    public GroundTruth? GroundTruth { get; init; }

    /// <summary>The co-simulation; null: the turbine is in none.</summary>
    public HelicsFederation? Helics { get; init; }

    /// <summary>Address of the main controller outside of the turbine; null: nobody reaches it.</summary>
    public string? ExternalAddress { get; init; }

    /// <summary>Name of the device's container.</summary>
    public string ContainerName => $"{TurbineName}-{TurbineDevices.NameOf(Component)}";

    /// <summary>A text of the profile with <c>{{turbine_name}}</c> and <c>{{turbine_id}}</c> filled in.</summary>
    internal string Fill(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text
            .Replace("{{turbine_name}}", TurbineName, StringComparison.Ordinal)
            .Replace("{{turbine_id}}", Turbine.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }
}
