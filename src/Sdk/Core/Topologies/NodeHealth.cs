namespace Scalewright.Topologies;

/// <summary>Whether a node works.</summary>
public enum NodeHealth
{
    /// <summary>It works, or shall.</summary>
    Healthy,

    /// <summary>It is there and does not work: it is to be made again.</summary>
    Failed,
}
