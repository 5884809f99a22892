namespace Scalewright.Clusters;

/// <summary>Kinds of cluster events.</summary>
public enum ClusterEventKind
{
    /// <summary>A step completed.</summary>
    StepSucceeded,

    /// <summary>A step failed and is not retried.</summary>
    StepFailed,

    /// <summary>A step failed and is retried.</summary>
    StepRetrying,

    /// <summary>A step with an unknown outcome was resolved by querying the provider.</summary>
    StepResolved,

    /// <summary>A node responds again.</summary>
    NodeReachable,

    /// <summary>A node did not respond within the timeout.</summary>
    NodeUnreachable,

    /// <summary>A node exists but does not work.</summary>
    NodeFailed,

    /// <summary>A node disappeared, although the cluster did not request its removal.</summary>
    NodeLost,

    /// <summary>The provider will terminate a node.</summary>
    NodeTerminating,

    /// <summary>A node restarted and lost its state.</summary>
    NodeRestarted,

    /// <summary>A resource of the cluster was changed by others. Published once for each change.</summary>
    DriftDetected,

    /// <summary>A resource of the cluster that was missing from the state was found and recorded.</summary>
    ResourceAdopted,

    /// <summary>An orphaned resource of the cluster was removed.</summary>
    OrphanRemoved,

    /// <summary>Nodes were reserved for a partition.</summary>
    PartitionAcquired,

    /// <summary>The nodes of a partition were released.</summary>
    PartitionReleased,

    /// <summary>A fault was reverted that an earlier program injected and left behind when it crashed.</summary>
    FaultReverted,

    /// <summary>A node is not ready yet, or no longer. The message is the reason of the provider.</summary>
    NodeWaiting,

    /// <summary>
    /// A decision of an engine could not be stored in the state folder. The engine continues. Reported once; later
    /// decisions are still stored if possible.
    /// </summary>
    DecisionNotStored,
}
