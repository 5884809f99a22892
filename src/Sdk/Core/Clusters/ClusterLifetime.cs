namespace Scalewright.Clusters;

/// <summary>What becomes of a cluster when it is disposed.</summary>
public enum ClusterLifetime
{
    /// <summary>It stays, and can be opened again from its folder.</summary>
    Kept,

    /// <summary>Everything that was made for it is removed.</summary>
    Ephemeral,
}
