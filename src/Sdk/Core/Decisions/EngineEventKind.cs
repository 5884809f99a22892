namespace Scalewright.Decisions;

/// <summary>Kind of an engine event.</summary>
public enum EngineEventKind
{
    /// <summary>The engine started, and the domain exists.</summary>
    Began,

    /// <summary>A decision changes the size.</summary>
    Resized,

    /// <summary>Missing or failed nodes are replaced.</summary>
    Replaced,

    /// <summary>A metric is no longer usable.</summary>
    MetricLost,

    /// <summary>A metric is usable again.</summary>
    MetricBack,

    /// <summary>A cloud temporarily provides no nodes.</summary>
    CloudClosed,

    /// <summary>The provider rejected a part of a plan.</summary>
    Refused,

    /// <summary>A cycle exceeded its timeout.</summary>
    Late,

    /// <summary>A cycle failed.</summary>
    Failed,
}
