namespace Scalewright.Providers.Simulation.HighAvailability;

/// <summary>Kind of an event of a high-availability cluster.</summary>
public enum HaEventKind
{
    /// <summary>A node joins.</summary>
    Join,

    /// <summary>A node leaves, by shutdown or power loss.</summary>
    Leave,

    /// <summary>A node enters standby and runs nothing, or leaves standby.</summary>
    Standby,

    /// <summary>A target is assigned one of its two nodes.</summary>
    Configure,

    /// <summary>A target loses one of its two nodes, or is removed.</summary>
    Unconfigure,

    /// <summary>A target is started.</summary>
    Start,

    /// <summary>A target is stopped.</summary>
    Stop,

    /// <summary>A target fails over to its secondary node.</summary>
    Failover,

    /// <summary>A target fails back to its primary node.</summary>
    Failback,

    /// <summary>All targets are removed.</summary>
    Clear,
}
