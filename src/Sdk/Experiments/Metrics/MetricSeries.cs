namespace Scalewright.Experiments.Metrics;

/// <summary>Values of one metric over time.</summary>
/// <param name="Labels">Labels of the series. The name of the metric, if any, is <c>__name__</c>.</param>
/// <param name="Points">Values in chronological order. A value may be NaN or infinite.</param>
public sealed record MetricSeries(ValueMap<string> Labels, ValueList<MetricPoint> Points);
