namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Kinds of reasons for a place.</summary>
public enum PlacementCause
{
    /// <summary>Its score is the best there.</summary>
    Score,

    /// <summary>It shall not run.</summary>
    Stopped,

    /// <summary>It is not managed, or nothing is in maintenance.</summary>
    Unmanaged,

    /// <summary>No node can fence, so nothing is touched.</summary>
    NoFenceDevice,

    /// <summary>The members are too few.</summary>
    NoQuorum,

    /// <summary>It may still run on a node that is silent or whose stop failed, and that cannot be fenced.</summary>
    WaitingForFencing,

    /// <summary>No node has room.</summary>
    NoCapacity,

    /// <summary>Locations, failures or colocations leave no node.</summary>
    Banned,

    /// <summary>What it needs does not run.</summary>
    NeedsOther,

    /// <summary>No node is a member that may run anything.</summary>
    NoNode,
}
