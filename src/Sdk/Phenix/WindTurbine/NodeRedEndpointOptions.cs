namespace Scalewright.Plugins.WindTurbine;

/// <summary>Where the flow editor listens.</summary>
public sealed record NodeRedEndpointOptions
{
    private const int PortMax = 65_535;

    /// <summary>Address to listen on; left out: 0.0.0.0, which is every one.</summary>
    public string? Host { get; init; }

    /// <summary>Port to listen on; left out: 1880.</summary>
    [OptionRange(1, PortMax)]
    public int? Port { get; init; }
}
