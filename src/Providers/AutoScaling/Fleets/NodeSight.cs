namespace Scalewright.Providers.AutoScaling.Fleets;

/// <summary>What the cluster says of the node that an instance is.</summary>
internal enum NodeSight
{
    /// <summary>Nothing is there.</summary>
    Gone,

    /// <summary>It is on its way.</summary>
    Starting,

    /// <summary>It works.</summary>
    Ready,

    /// <summary>It is there and does not work.</summary>
    Failed,

    /// <summary>Nothing is there any more; it was on its way before.</summary>
    Lost,
}
