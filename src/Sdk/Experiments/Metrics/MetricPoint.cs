namespace Scalewright.Experiments.Metrics;

/// <summary>A value at an instant.</summary>
/// <param name="At">When.</param>
/// <param name="Value">The value; may be no number, or without end.</param>
public readonly record struct MetricPoint(DateTimeOffset At, double Value);
