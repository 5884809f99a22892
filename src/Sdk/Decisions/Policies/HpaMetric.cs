namespace Scalewright.Decisions.Policies;

/// <summary>Metric of a Kubernetes autoscaler and its target.</summary>
/// <param name="Name">Name of the metric.</param>
/// <param name="Target">Target, above 0: percentage, average, value, or value per pod.</param>
/// <param name="Kind">Kind of the metric. Default CPU time.</param>
public sealed record HpaMetric(string Name, double Target, HpaMetricKind Kind = HpaMetricKind.Cpu);
