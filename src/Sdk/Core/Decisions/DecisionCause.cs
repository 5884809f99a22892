namespace Scalewright.Decisions;

/// <summary>Why a decision is not what its formula gave.</summary>
public enum DecisionCause
{
    /// <summary>It is what the formula gave.</summary>
    None,

    /// <summary>The formula gave no number, or one that no size can be, so the size stays.</summary>
    NoNumber,

    /// <summary>A metric is missing.</summary>
    MetricMissing,

    /// <summary>A metric is stale.</summary>
    MetricStale,

    /// <summary>A metric failed, or its value cannot be one.</summary>
    MetricFailed,

    /// <summary>The domain has at least so many nodes.</summary>
    Minimum,

    /// <summary>The domain has at most so many nodes.</summary>
    Maximum,

    /// <summary>The last growth is too young for another.</summary>
    CooldownOut,

    /// <summary>The last change is too young for a shrinking.</summary>
    CooldownIn,

    /// <summary>A lower size was wanted within the window for growing.</summary>
    StabilizationUp,

    /// <summary>A higher size was wanted within the window for shrinking.</summary>
    StabilizationDown,

    /// <summary>Growing is limited within a period.</summary>
    RateUp,

    /// <summary>Shrinking is limited within a period.</summary>
    RateDown,

    /// <summary>The size is close enough to the target.</summary>
    Tolerance,

    /// <summary>Nodes in flight shall serve first.</summary>
    Warming,

    /// <summary>The alarm has not seen enough data.</summary>
    AlarmPending,

    /// <summary>Shrinking is turned off.</summary>
    ScaleInDisabled,

    /// <summary>A spike is on: no shrinking before it is over.</summary>
    Panic,

    /// <summary>A schedule has the word.</summary>
    Schedule,

    /// <summary>Another policy forbids it.</summary>
    Veto,

    /// <summary>What a fallback says while metrics are not to be believed.</summary>
    Fallback,

    /// <summary>A forecast only watches.</summary>
    ForecastOnly,

    /// <summary>A person's terminations are under way.</summary>
    TerminationPending,

    /// <summary>The clouds have no room for more.</summary>
    NoRoom,

    /// <summary>The cycle did not end in time.</summary>
    Deadline,

    /// <summary>More happened than a decision has room for; the last value counts.</summary>
    Several,

    /// <summary>A size of 0 grows to one node at least: what is in proportion to it would stay 0.</summary>
    FromZero,
}
