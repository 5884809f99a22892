namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Event of a cluster with scores.</summary>
/// <param name="Kind">Kind of the event.</param>
public sealed record PacemakerEvent(PacemakerEventKind Kind)
{
    /// <summary>Name of the node; empty when the event does not refer to a node.</summary>
    public string Node { get; init; } = "";

    /// <summary>ID of the resource; empty when the event does not refer to a resource.</summary>
    public string Resource { get; init; } = "";

    /// <summary>Name of the meta attribute or option; otherwise empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>New value of the meta attribute or option; otherwise empty.</summary>
    public string Value { get; init; } = "";

    /// <summary>For standby, true when standby starts. For quorum, true when the cluster has quorum.</summary>
    public bool IsOn { get; init; }

    /// <summary>Score of a location, or result code of a failure.</summary>
    public int Number { get; init; }
}
