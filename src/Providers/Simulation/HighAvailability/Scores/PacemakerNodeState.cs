namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>State of a node.</summary>
public sealed record PacemakerNodeState
{
    /// <summary>Membership, as the other nodes see it.</summary>
    public MembershipState Membership { get; init; }

    /// <summary>Indicates whether the node runs nothing although it is a member.</summary>
    public bool IsStandby { get; init; }

    /// <summary>History by resource.</summary>
    public ValueMap<NodeHistory> History { get; init; } = ValueMap.Empty<NodeHistory>();

    internal NodeHistory FindHistory(string resource) =>
        History.TryGetValue(resource, out NodeHistory? history) ? history : NodeHistory.None;

    internal PacemakerNodeState With(string resource, NodeHistory history) => this with { History = History.With(resource, history) };
}
