namespace Scalewright.Plugins.WindTurbine;

/// <summary>Co-simulation that receives the power of turbines: <c>helics</c>.</summary>
public sealed record HelicsOptions
{
    internal static HelicsOptions Empty { get; } = new();

    /// <summary>Broker for the turbines' federates. Required if any other option is set.</summary>
    public HelicsBrokerOptions? Broker { get; init; }

    /// <summary>Federate that receives the updates. Default OpenDSS.</summary>
    public string? Federate { get; init; }

    /// <summary>Endpoint for updates, prefixed with the federate unless it has a slash; false: publish.</summary>
    [OptionAllowFalse]
    public string? Endpoint { get; init; } = "updates";

    /// <summary>Topic of the power output. Default: the turbine's helicsTopic, else wtg.{{turbine_id}}.mw.</summary>
    public string? Topic { get; init; }

    /// <summary>Log level of a federate. Default SUMMARY.</summary>
    [OptionKey("log-level")]
    public string? LogLevel { get; init; }
}
