namespace Scalewright.Clusters;

/// <summary>States of a live node, as known to the cluster.</summary>
public enum NodeState
{
    /// <summary>The node is desired but does not exist.</summary>
    Missing,

    /// <summary>The node exists but is not ready yet.</summary>
    Starting,

    /// <summary>The node exists and works.</summary>
    Ready,

    /// <summary>
    /// The node exists but did not respond within the timeout, or its machine no longer reports to the provider.
    /// </summary>
    Unreachable,

    /// <summary>The node exists but does not work; it will be replaced.</summary>
    Failed,

    /// <summary>The provider will terminate the node.</summary>
    Terminating,
}
