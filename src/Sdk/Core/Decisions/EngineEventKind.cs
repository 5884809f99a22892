namespace Scalewright.Decisions;

/// <summary>What happened to an engine.</summary>
public enum EngineEventKind
{
    /// <summary>The engine began; the domain is there.</summary>
    Began,

    /// <summary>A decision changes the size.</summary>
    Resized,

    /// <summary>Nodes that do not work are replaced.</summary>
    Replaced,

    /// <summary>A metric is not to be believed any more.</summary>
    MetricLost,

    /// <summary>A metric is to be believed again.</summary>
    MetricBack,

    /// <summary>A cloud gives no nodes for now.</summary>
    CloudClosed,

    /// <summary>The place refused a part of a plan.</summary>
    Refused,

    /// <summary>A cycle did not end in time.</summary>
    Late,

    /// <summary>A cycle failed.</summary>
    Failed,
}
