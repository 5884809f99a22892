namespace Scalewright.Decisions.Policies;

/// <summary>Decisions for untrusted readings: keep the size and record the cause.</summary>
public static class UntrustedMetric
{
    /// <summary>
    /// Returns the reason why a reading is untrusted; <see cref="DecisionCause.None"/> if it is trusted.
    /// </summary>
    /// <param name="metric">Reading to check.</param>
    public static DecisionCause GetCause(in MetricReading metric) =>
        metric.State switch
        {
            MetricState.Missing => DecisionCause.MetricMissing,
            MetricState.Stale => DecisionCause.MetricStale,
            MetricState.Failed => DecisionCause.MetricFailed,
            _ => MetricReading.IsValid(metric.Value) ? DecisionCause.None : DecisionCause.MetricFailed,
        };

    /// <summary>Keeps the size because of an untrusted reading.</summary>
    /// <param name="observation">Observation of the domain.</param>
    /// <param name="metric">The untrusted reading.</param>
    public static Decision Hold(in DomainObservation observation, in MetricReading metric) =>
        Decision.Hold(observation.Timestamp, observation.DesiredCount, GetCause(metric));
}
