namespace Scalewright.Clusters;

/// <summary>Specifies what happens to a cluster when it is disposed.</summary>
public enum ClusterLifetime
{
    /// <summary>The cluster stays and can be opened again from its folder.</summary>
    Persistent,

    /// <summary>All resources of the cluster are removed.</summary>
    Ephemeral,
}
