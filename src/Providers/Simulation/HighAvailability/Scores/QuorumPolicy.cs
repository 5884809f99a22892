namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>What nodes do that are too few to decide.</summary>
public enum QuorumPolicy
{
    /// <summary>They stop everything.</summary>
    Stop,

    /// <summary>They keep what runs and start nothing.</summary>
    Freeze,

    /// <summary>They go on.</summary>
    Ignore,

    /// <summary>They stop everything; what has a lesser role takes it, which nothing here has.</summary>
    Demote,

    /// <summary>They fence themselves.</summary>
    Suicide,
}
