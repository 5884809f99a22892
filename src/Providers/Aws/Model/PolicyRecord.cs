using System.Text.Json.Serialization;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>A scaling policy of a group.</summary>
/// <param name="Number">What its ARN is made from.</param>
internal sealed record PolicyRecord(string Name, long Number)
{
    public const string Simple = "SimpleScaling";
    public const string Stepped = "StepScaling";
    public const string Tracking = "TargetTrackingScaling";
    public const string Predictive = "PredictiveScaling";

    /// <summary>One of the four words above.</summary>
    public string Kind { get; init => field = value ?? Simple; } = Simple;

    /// <summary>
    /// One of the words of <see cref="Decisions.Policies.AdjustmentType"/>; empty for target tracking.
    /// </summary>
    public string AdjustmentType { get; init => field = value ?? ""; } = "";

    /// <summary>
    /// How the points of an alarm's metric become one, of a step policy; empty: not said. It is kept and shown; there
    /// are no alarms.
    /// </summary>
    public string Aggregation { get; init => field = value ?? ""; } = "";

    public int? Change { get; init; }

    /// <summary>Seconds; null: as the group says.</summary>
    public int? Cooldown { get; init; }

    /// <summary>The least change of a policy in percent; null: none.</summary>
    public int? MinMagnitude { get; init; }

    [JsonConverter(typeof(ValueListConverter<StepRecord>))]
    public ValueList<StepRecord> Steps { get; init => field = value ?? []; } = [];

    /// <summary>The target of target tracking.</summary>
    public double? Target { get; init; }

    /// <summary>
    /// The metric of target tracking, as it is reported: one of the predefined ones, or <see cref="CustomMetric.Id"/>.
    /// With metric math it is the id of the query that the policy follows.
    /// </summary>
    public string Metric { get; init => field = value ?? ""; } = "";

    /// <summary>The customized metric of target tracking; null: it is a predefined one.</summary>
    public CustomMetricRecord? Custom { get; init; }

    /// <summary>The metric math of target tracking; empty: there is none.</summary>
    [JsonConverter(typeof(ValueListConverter<MetricQueryRecord>))]
    public ValueList<MetricQueryRecord> Queries { get; init => field = value ?? []; } = [];

    /// <summary>The configuration of predictive scaling; null: it is another policy.</summary>
    public PredictiveRecord? Prediction { get; init; }

    /// <summary>What a predefined metric is of, where it needs to be said.</summary>
    public string ResourceLabel { get; init => field = value ?? ""; } = "";

    /// <summary>Whether target tracking only grows the group.</summary>
    public bool IsScaleInDisabled { get; init; }

    /// <summary>
    /// Seconds that an instance does not count after it began to serve, when this policy launched it; null: as the
    /// group says.
    /// </summary>
    public int? Warmup { get; init; }

    /// <summary>Whether it does nothing for now.</summary>
    public bool IsDisabled { get; init; }

    /// <summary>
    /// How long an instance that it launches warms up. Source: AutoScaling API reference, PutScalingPolicy,
    /// EstimatedInstanceWarmup: without one the default warm-up of the group counts, and without that its default
    /// cooldown; simple scaling has none.
    /// </summary>
    public TimeSpan WarmupIn(GroupRecord group) =>
        Kind == Simple
            ? group.WarmupOfOthers
            : TimeSpan.FromSeconds(Warmup ?? group.DefaultWarmup ?? group.DefaultCooldown);
}

/// <summary>One step of a step policy. Bounds are relative to the breached threshold.</summary>
/// <param name="Lower">Lower bound, itself in; null: without end.</param>
/// <param name="Upper">Upper bound, itself out; null: without end.</param>
/// <param name="Adjustment">By how much.</param>
internal sealed record StepRecord(double? Lower, double? Upper, int Adjustment)
{
    /// <summary>Whether a metric's distance from the threshold lies in this step.</summary>
    public bool Covers(double distance) => (Lower is null || distance >= Lower) && (Upper is null || distance < Upper);
}
