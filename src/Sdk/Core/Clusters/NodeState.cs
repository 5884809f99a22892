namespace Scalewright.Clusters;

/// <summary>What a live node is doing, as far as the cluster knows.</summary>
public enum NodeState
{
    /// <summary>It is wanted and not there.</summary>
    Missing,

    /// <summary>It is there and not ready yet.</summary>
    Starting,

    /// <summary>It is there and works.</summary>
    Ready,

    /// <summary>It is there and has not answered for too long.</summary>
    Unreachable,

    /// <summary>It is there and does not work; it will be made again.</summary>
    Failed,

    /// <summary>The provider will take it back.</summary>
    Ending,
}
