namespace Scalewright.Decisions;

/// <summary>Kind of an engine event.</summary>
public enum EngineEventKind
{
    /// <summary>The engine started, and the domain exists.</summary>
    Started,

    /// <summary>A decision changes the size.</summary>
    Resized,

    /// <summary>Missing or failed nodes are replaced.</summary>
    NodesReplaced,

    /// <summary>A metric is no longer usable.</summary>
    MetricLost,

    /// <summary>A metric is usable again.</summary>
    MetricRestored,

    /// <summary>A cloud without capacity is temporarily not used.</summary>
    CloudUnavailable,

    /// <summary>Some steps of a plan were not completed.</summary>
    Rejected,

    /// <summary>A cycle exceeded its timeout.</summary>
    TimedOut,

    /// <summary>A cycle failed.</summary>
    Failed,

    /// <summary>
    /// The maximum cost per hour prevents new nodes, or the existing nodes exceed it. Reported once per change.
    /// </summary>
    CostLimited,
}
