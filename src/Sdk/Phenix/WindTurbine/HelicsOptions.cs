namespace Scalewright.Plugins.WindTurbine;

/// <summary>The co-simulation that turbines report their power to: <c>helics</c>.</summary>
public sealed record HelicsOptions
{
    internal static HelicsOptions Empty { get; } = new();

    /// <summary>The broker that the turbines' federates connect to; needed as soon as anything else is set.</summary>
    public HelicsBrokerOptions? Broker { get; init; }

    /// <summary>Federate that receives the updates; left out: OpenDSS.</summary>
    public string? Federate { get; init; }

    /// <summary>Endpoint that updates go to, with the federate in front unless it holds a slash; false: the power is published instead.</summary>
    [OptionOff]
    public string? Endpoint { get; init; } = "updates";

    /// <summary>Topic of the power output; left out: the turbine's helicsTopic, else wtg.{{turbine_id}}.mw.</summary>
    public string? Topic { get; init; }

    /// <summary>What a federate logs; left out: SUMMARY.</summary>
    [OptionKey("log-level")]
    public string? LogLevel { get; init; }
}
