namespace Scalewright.Decisions.Policies;

/// <summary>What a reading that is not to be believed does to a decision: the size stays, and the reason is said.</summary>
public static class Distrust
{
    /// <summary>Why a reading is not to be believed; none when it is.</summary>
    /// <param name="metric">The reading.</param>
    public static DecisionCause CauseOf(in MetricReading metric) => metric.State switch
    {
        MetricState.Missing => DecisionCause.MetricMissing,
        MetricState.Stale => DecisionCause.MetricStale,
        MetricState.Failed => DecisionCause.MetricFailed,
        _ => MetricReading.IsSane(metric.Value) ? DecisionCause.None : DecisionCause.MetricFailed,
    };

    /// <summary>The size as it is, because of a reading.</summary>
    /// <param name="observation">The domain.</param>
    /// <param name="metric">The reading.</param>
    public static Decision Hold(in DomainObservation observation, in MetricReading metric) =>
        Decision.Hold(observation.At, observation.Desired, CauseOf(metric));
}
