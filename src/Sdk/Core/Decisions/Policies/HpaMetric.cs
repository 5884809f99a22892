namespace Scalewright.Decisions.Policies;

/// <summary>A metric of a Kubernetes autoscaler and its target.</summary>
/// <param name="Name">The metric's name.</param>
/// <param name="Target">The target: percent, average, value, or value per pod; above 0.</param>
/// <param name="Kind">What it measures; default processor time.</param>
public sealed record HpaMetric(string Name, double Target, HpaMetricKind Kind = HpaMetricKind.Cpu);
