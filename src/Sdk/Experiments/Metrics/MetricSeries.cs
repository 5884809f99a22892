namespace Scalewright.Experiments.Metrics;

/// <summary>Values of one metric over time.</summary>
/// <param name="Labels">What tells it from others; its name is <c>__name__</c>, where it has one.</param>
/// <param name="Points">Values in the order of time; a value may be no number, or without end.</param>
public sealed record MetricSeries(ValueMap<string> Labels, ValueList<MetricPoint> Points);
