namespace Scalewright.Decisions;

/// <summary>Reason why a decision differs from the result of its formula.</summary>
public enum DecisionCause
{
    /// <summary>The decision is the result of the formula.</summary>
    None,

    /// <summary>The formula returned NaN or a number that is not a valid size; the size is kept.</summary>
    NotANumber,

    /// <summary>A metric is missing.</summary>
    MetricMissing,

    /// <summary>A metric is stale.</summary>
    MetricStale,

    /// <summary>A metric failed, or its value is invalid.</summary>
    MetricFailed,

    /// <summary>The size was raised to the minimum of the domain.</summary>
    Minimum,

    /// <summary>The size was lowered to the maximum of the domain.</summary>
    Maximum,

    /// <summary>The cooldown after the last scale-out has not elapsed.</summary>
    ScaleOutCooldown,

    /// <summary>The cooldown for scaling in after the last change has not elapsed.</summary>
    ScaleInCooldown,

    /// <summary>A lower size was desired within the stabilization window for scaling out.</summary>
    ScaleOutStabilization,

    /// <summary>A higher size was desired within the stabilization window for scaling in.</summary>
    ScaleInStabilization,

    /// <summary>The limit for scaling out within a period was reached.</summary>
    ScaleOutRateLimit,

    /// <summary>The limit for scaling in within a period was reached.</summary>
    ScaleInRateLimit,

    /// <summary>The metric is within the tolerance of its target.</summary>
    Tolerance,

    /// <summary>New nodes must become ready and warm up first.</summary>
    WarmUp,

    /// <summary>The alarm does not have enough data yet.</summary>
    AlarmPending,

    /// <summary>Scaling in is disabled.</summary>
    ScaleInDisabled,

    /// <summary>Panic mode during a load spike prevents scaling in.</summary>
    Panic,

    /// <summary>A schedule determines the size.</summary>
    Schedule,

    /// <summary>Another policy vetoed the change.</summary>
    Veto,

    /// <summary>A fallback determines the size while metrics are untrusted.</summary>
    Fallback,

    /// <summary>The forecast is evaluated but not applied.</summary>
    ForecastOnly,

    /// <summary>Terminations requested by a user are in progress.</summary>
    TerminationPending,

    /// <summary>The clouds lack capacity.</summary>
    InsufficientCapacity,

    /// <summary>The cycle exceeded its timeout.</summary>
    Timeout,

    /// <summary>More corrections were made than a decision can store; the last value is the final one.</summary>
    MultipleCauses,

    /// <summary>A size of 0 is raised to at least one node, because a proportional change would keep it at 0.</summary>
    ScaleFromZero,

    /// <summary>More nodes would exceed the maximum cost per hour.</summary>
    MaxCost,
}
