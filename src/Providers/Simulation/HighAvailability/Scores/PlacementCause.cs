namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Kind of reason for a placement.</summary>
public enum PlacementCause
{
    /// <summary>The score is the best on this node.</summary>
    Score,

    /// <summary>The resource is configured as stopped.</summary>
    Stopped,

    /// <summary>The resource is unmanaged, or the cluster is in maintenance mode.</summary>
    Unmanaged,

    /// <summary>No node can fence, so no resource is touched.</summary>
    NoFenceDevice,

    /// <summary>The cluster has no quorum.</summary>
    NoQuorum,

    /// <summary>The resource may still run on a node that cannot be fenced and is unresponsive or failed to stop
    /// it.</summary>
    WaitingForFencing,

    /// <summary>No node has enough capacity.</summary>
    NoCapacity,

    /// <summary>Locations, failures or colocations leave no allowed node.</summary>
    Banned,

    /// <summary>A required resource does not run.</summary>
    NeedsOther,

    /// <summary>No node can run resources.</summary>
    NoNode,
}
