namespace Scalewright.Experiments.Metrics;

/// <summary>A value at a point in time.</summary>
/// <param name="At">Time of the value.</param>
/// <param name="Value">The value; may be NaN or infinite.</param>
public readonly record struct MetricPoint(DateTimeOffset At, double Value);
