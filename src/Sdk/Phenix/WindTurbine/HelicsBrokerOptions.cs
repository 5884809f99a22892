namespace Scalewright.Plugins.WindTurbine;

/// <summary>The broker of the co-simulation: <c>helics.broker</c>.</summary>
public sealed record HelicsBrokerOptions
{
    /// <summary>Node of the topology on which the broker runs, as host or host|interface; the address is then taken from it.</summary>
    public string? Hostname { get; init; }

    /// <summary>Address of the broker, when it does not run on a node of the topology.</summary>
    public string? Address { get; init; }

    /// <summary>Federates that the broker waits for beside the turbines; left out: nobody tells it how many.</summary>
    [OptionKey("base-fed-count")]
    [OptionRange(0, int.MaxValue)]
    public int? BaseFederateCount { get; init; }
}
