namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Health of a node.</summary>
public enum PacemakerNodeStatus
{
    /// <summary>The node is a member and can run resources.</summary>
    Online,

    /// <summary>The node is not a member and is known to run nothing.</summary>
    Offline,

    /// <summary>The node is a member but runs nothing.</summary>
    Standby,

    /// <summary>The state of the node is unknown, so it must be fenced.</summary>
    Unclean,
}
