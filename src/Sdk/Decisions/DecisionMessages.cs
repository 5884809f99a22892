namespace Scalewright.Decisions;

/// <summary>Text of each cause of a corrected decision, for reasons and explanations.</summary>
internal static class DecisionMessages
{
    public static string Get(DecisionCause cause) =>
        cause switch
        {
            DecisionCause.None => "nothing to correct",
            DecisionCause.NotANumber => "the formula returned no valid size, the size is kept",
            DecisionCause.MetricMissing => "a metric is missing, the size is kept",
            DecisionCause.MetricStale => "a metric is stale, the size is kept",
            DecisionCause.MetricFailed => "a metric failed, the size is kept",
            DecisionCause.Minimum => "raised to the minimum",
            DecisionCause.Maximum => "lowered to the maximum",
            DecisionCause.ScaleOutCooldown => "the scale-out cooldown has not elapsed",
            DecisionCause.ScaleInCooldown => "the scale-in cooldown has not elapsed",
            DecisionCause.ScaleOutStabilization => "a lower size was desired within the scale-out window",
            DecisionCause.ScaleInStabilization => "a higher size was desired within the scale-in window",
            DecisionCause.ScaleOutRateLimit => "the scale-out rate limit was reached",
            DecisionCause.ScaleInRateLimit => "the scale-in rate limit was reached",
            DecisionCause.Tolerance => "within the tolerance of the target",
            DecisionCause.WarmUp => "new nodes must become ready and warm up first",
            DecisionCause.AlarmPending => "the alarm does not have enough data yet",
            DecisionCause.ScaleInDisabled => "scaling in is disabled",
            DecisionCause.Panic => "scaling in is disabled during panic mode",
            DecisionCause.Schedule => "set by the schedule",
            DecisionCause.Veto => "vetoed by another policy",
            DecisionCause.Fallback => "set by the fallback policy",
            DecisionCause.ForecastOnly => "the forecast is not applied",
            DecisionCause.TerminationPending => "requested terminations are in progress",
            DecisionCause.InsufficientCapacity => "the clouds lack capacity",
            DecisionCause.ScaleFromZero => "a size of 0 is raised to at least one node",
            DecisionCause.MaxCost => "more nodes would exceed the maximum cost per hour",
            DecisionCause.Timeout => "the cycle timed out",
            _ => "corrected further",
        };
}
