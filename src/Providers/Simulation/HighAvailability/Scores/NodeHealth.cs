namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>How a node counts.</summary>
public enum NodeHealth
{
    /// <summary>A member that may run resources.</summary>
    Online,

    /// <summary>No member, and known to run nothing.</summary>
    Offline,

    /// <summary>A member that runs nothing.</summary>
    Standby,

    /// <summary>Nobody knows what it does: it must be fenced.</summary>
    Unclean,
}
