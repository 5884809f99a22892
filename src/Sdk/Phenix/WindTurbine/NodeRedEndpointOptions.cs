namespace Scalewright.Plugins.WindTurbine;

/// <summary>Listening endpoint of the flow editor.</summary>
public sealed record NodeRedEndpointOptions
{
    private const int MaxPort = 65_535;

    /// <summary>Address to listen on. Default 0.0.0.0: all addresses.</summary>
    public string? Host { get; init; }

    /// <summary>Port to listen on. Default 1880.</summary>
    [OptionRange(1, MaxPort)]
    public int? Port { get; init; }
}
