namespace Scalewright.Providers.Simulation.HighAvailability;

/// <summary>What can happen to a high-availability cluster.</summary>
public enum HaEventKind
{
    /// <summary>A node comes.</summary>
    Join,

    /// <summary>A node goes, whether in order or by loss of power.</summary>
    Leave,

    /// <summary>A node is made to run nothing, or allowed to again.</summary>
    Standby,

    /// <summary>A target gets one of its two nodes.</summary>
    Configure,

    /// <summary>A target loses one of its two nodes, or is forgotten.</summary>
    Unconfigure,

    /// <summary>A target is wanted.</summary>
    Start,

    /// <summary>A target is not wanted.</summary>
    Stop,

    /// <summary>A target is sent to its secondary node.</summary>
    Failover,

    /// <summary>A target is sent to its primary node.</summary>
    Failback,

    /// <summary>All targets are forgotten.</summary>
    Clear,
}
