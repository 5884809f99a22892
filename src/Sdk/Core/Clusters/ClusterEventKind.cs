namespace Scalewright.Clusters;

/// <summary>What happened to a cluster.</summary>
public enum ClusterEventKind
{
    /// <summary>A step was done.</summary>
    StepDone,

    /// <summary>A step failed and will not be tried again.</summary>
    StepFailed,

    /// <summary>A step failed and will be tried again.</summary>
    StepRetried,

    /// <summary>A step's outcome was not known; the provider was asked.</summary>
    StepResolved,

    /// <summary>A node answers again.</summary>
    NodeReachable,

    /// <summary>A node has not answered for too long.</summary>
    NodeUnreachable,

    /// <summary>A node is there and does not work.</summary>
    NodeFailed,

    /// <summary>A node is gone without our doing.</summary>
    NodeLost,

    /// <summary>The provider will take a node back.</summary>
    NodeEnding,

    /// <summary>A node was started anew and has forgotten everything.</summary>
    NodeRestarted,

    /// <summary>Someone else changed what is ours.</summary>
    Drifted,

    /// <summary>Something of ours was found that the state did not know, and is known now.</summary>
    Adopted,

    /// <summary>Something of ours was found that nothing needs, and was removed.</summary>
    StrayRemoved,

    /// <summary>Nodes were set aside.</summary>
    PartitionTaken,

    /// <summary>Nodes are free again.</summary>
    PartitionReleased,

    /// <summary>Harm that an earlier program did to a node on purpose, and left when it died, was undone.</summary>
    NodeHealed,
}
