namespace Scalewright.Plugins.WindTurbine;

/// <summary>Broker of the co-simulation: <c>helics.broker</c>.</summary>
public sealed record HelicsBrokerOptions
{
    /// <summary>Node of the topology on which the broker runs, and its address: host or host|interface.</summary>
    public string? Hostname { get; init; }

    /// <summary>Address of the broker if it does not run on a node of the topology.</summary>
    public string? Address { get; init; }

    /// <summary>Number of federates to wait for besides the turbines. Default: not passed to the broker.</summary>
    [OptionKey("base-fed-count")]
    [OptionRange(0, int.MaxValue)]
    public int? BaseFederateCount { get; init; }
}
