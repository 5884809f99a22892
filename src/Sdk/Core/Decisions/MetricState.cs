namespace Scalewright.Decisions;

/// <summary>How far a reading can be believed.</summary>
public enum MetricState
{
    /// <summary>Nobody ever reported it, or it is gone.</summary>
    Missing,

    /// <summary>Measured lately.</summary>
    Fresh,

    /// <summary>Measured, but longer ago than its source promises.</summary>
    Stale,

    /// <summary>Its source was asked and answered with an error.</summary>
    Failed,
}
