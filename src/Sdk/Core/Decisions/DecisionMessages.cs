namespace Scalewright.Decisions;

internal static class DecisionMessages
{
    public static string Of(DecisionCause cause) => cause switch
    {
        DecisionCause.None => "nothing to correct",
        DecisionCause.NotANumber => "the formula gives no number that a size can be, the size stays",
        DecisionCause.MetricMissing => "a metric is missing, the size stays",
        DecisionCause.MetricStale => "a metric is stale, the size stays",
        DecisionCause.MetricFailed => "a metric failed, the size stays",
        DecisionCause.Minimum => "raised to the minimum",
        DecisionCause.Maximum => "lowered to the maximum",
        DecisionCause.ScaleOutCooldown => "the cooldown for growing has not run out",
        DecisionCause.ScaleInCooldown => "the cooldown for shrinking has not run out",
        DecisionCause.ScaleOutStabilization => "less was wanted within the window for growing",
        DecisionCause.ScaleInStabilization => "more was wanted within the window for shrinking",
        DecisionCause.ScaleOutRateLimit => "growing is limited within a period",
        DecisionCause.ScaleInRateLimit => "shrinking is limited within a period",
        DecisionCause.Tolerance => "close enough to the target",
        DecisionCause.WarmUp => "nodes in flight shall serve first",
        DecisionCause.AlarmPending => "the alarm has not seen enough data",
        DecisionCause.ScaleInDisabled => "shrinking is turned off",
        DecisionCause.Panic => "no shrinking during a spike",
        DecisionCause.Schedule => "the schedule has the word",
        DecisionCause.Veto => "another policy forbids it",
        DecisionCause.Fallback => "the fallback has the word",
        DecisionCause.ForecastOnly => "the forecast only watches",
        DecisionCause.TerminationPending => "requested terminations are under way",
        DecisionCause.InsufficientCapacity => "the clouds have no room for more",
        DecisionCause.ScaleFromZero => "a size of 0 grows to one node at least",
        DecisionCause.Timeout => "the cycle did not end in time",
        _ => "corrected further",
    };
}
