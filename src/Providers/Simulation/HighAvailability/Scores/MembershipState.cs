namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Membership of a node, as the other nodes see it.</summary>
public enum MembershipState
{
    /// <summary>The node was never a member.</summary>
    NeverSeen,

    /// <summary>The node is a member.</summary>
    Online,

    /// <summary>The node left in a controlled way, or was fenced.</summary>
    Left,

    /// <summary>The node was a member and does not respond.</summary>
    Lost,
}
