namespace Scalewright.Topologies;

/// <summary>Health of a node.</summary>
public enum NodeHealth
{
    /// <summary>The node works, or is desired to work.</summary>
    Healthy,

    /// <summary>The node exists and has failed. It must be replaced.</summary>
    Failed,
}
