namespace Scalewright.Decisions;

/// <summary>State of a metric reading.</summary>
public enum MetricState
{
    /// <summary>Never reported, or no longer available.</summary>
    Missing,

    /// <summary>Measured recently.</summary>
    Fresh,

    /// <summary>Measured, but older than the maximum age of its source.</summary>
    Stale,

    /// <summary>The query of the source failed.</summary>
    Failed,
}
