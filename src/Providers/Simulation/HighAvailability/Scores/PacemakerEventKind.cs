namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Kind of an event of a cluster with scores.</summary>
public enum PacemakerEventKind
{
    /// <summary>A node joins.</summary>
    NodeUp,

    /// <summary>A node leaves in a controlled way.</summary>
    NodeDown,

    /// <summary>A node stops responding.</summary>
    NodeFail,

    /// <summary>A node enters or leaves standby.</summary>
    Standby,

    /// <summary>The cluster gains or loses quorum.</summary>
    Quorum,

    /// <summary>A meta attribute of a resource changes.</summary>
    SetMeta,

    /// <summary>An option of the cluster changes.</summary>
    SetOption,

    /// <summary>A location constraint is added.</summary>
    AddLocation,

    /// <summary>Location constraints of a resource on a node are removed: added ones, or all if none were
    /// added.</summary>
    RemoveLocation,

    /// <summary>A monitor finds a resource failed on a node.</summary>
    MonitorFailure,

    /// <summary>The next start of a resource on a node fails.</summary>
    StartFailure,

    /// <summary>The next stop of a resource on a node fails.</summary>
    StopFailure,

    /// <summary>The failures of a resource are cleared.</summary>
    Cleanup,
}
