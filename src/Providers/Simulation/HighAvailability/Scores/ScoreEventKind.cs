namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>What can happen to a cluster with scores.</summary>
public enum ScoreEventKind
{
    /// <summary>A node joins.</summary>
    NodeUp,

    /// <summary>A node leaves in order.</summary>
    NodeDown,

    /// <summary>A node goes silent.</summary>
    NodeFail,

    /// <summary>A node shall run nothing, or may again.</summary>
    Standby,

    /// <summary>The members become enough or too few.</summary>
    Quorum,

    /// <summary>A meta attribute of a resource changes.</summary>
    SetMeta,

    /// <summary>An option of the cluster changes.</summary>
    SetOption,

    /// <summary>A location is added.</summary>
    AddLocation,

    /// <summary>Locations of a resource and a node are taken away: those that events added, or all when none did.</summary>
    RemoveLocation,

    /// <summary>A resource is found broken on a node.</summary>
    MonitorFailure,

    /// <summary>The next start of a resource on a node fails.</summary>
    StartFailure,

    /// <summary>The next stop of a resource on a node fails.</summary>
    StopFailure,

    /// <summary>Failures of a resource are forgotten.</summary>
    Cleanup,
}
