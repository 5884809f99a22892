using System.Text.Json.Serialization;
using Scalewright.Decisions.Policies;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>A scaling policy of a group.</summary>
/// <param name="Number">Number from which the ARN derives.</param>
internal sealed record PolicyRecord(string Name, long Number)
{
    public const string Simple = "SimpleScaling";
    public const string Stepped = "StepScaling";
    public const string Tracking = "TargetTrackingScaling";

    /// <summary>Kind of the policy: one of the three constants above.</summary>
    public string Kind
    {
        get;
        init => field = value ?? Simple;
    } = Simple;

    /// <summary>Name of an <see cref="Decisions.Policies.AdjustmentType"/>; empty for target tracking.</summary>
    public string AdjustmentType
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>
    /// Metric aggregation of a step policy, or empty. Only stored and shown, since there are no alarms.
    /// </summary>
    public string Aggregation
    {
        get;
        init => field = value ?? "";
    } = "";

    public int? Change { get; init; }

    /// <summary>Cooldown in seconds; null for that of the group.</summary>
    public int? Cooldown { get; init; }

    /// <summary>Minimum change of a percentage policy; null for none.</summary>
    public int? MinMagnitude { get; init; }

    [JsonConverter(typeof(ValueListConverter<StepRecord>))]
    public ValueList<StepRecord> Steps
    {
        get;
        init => field = value ?? [];
    } = [];

    public double? Target { get; init; }

    /// <summary>Name of the reported metric: a predefined one, or <see cref="CustomMetric.Id"/>.</summary>
    public string Metric
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>Customized metric of target tracking; null for a predefined one.</summary>
    public CustomMetricRecord? Custom { get; init; }

    /// <summary>Resource of a predefined metric, if it requires one.</summary>
    public string ResourceLabel
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>True if target tracking only scales out.</summary>
    public bool IsScaleInDisabled { get; init; }

    /// <summary>Warm-up time in seconds of instances that this policy launches; null for that of the group.</summary>
    public int? Warmup { get; init; }

    public bool IsDisabled { get; init; }

    /// <summary>
    /// Returns the warm-up time of instances that the policy launches. Source: AutoScaling API reference,
    /// PutScalingPolicy, EstimatedInstanceWarmup. The default is the default warm-up of the group, or else its default
    /// cooldown; simple scaling has none.
    /// </summary>
    public TimeSpan WarmupIn(GroupRecord group) =>
        Kind == Simple ? group.WarmupOfOthers : TimeSpan.FromSeconds(Warmup ?? group.DefaultWarmup ?? group.DefaultCooldown);
}

/// <summary>A step of a step policy. Bounds are relative to the breached threshold.</summary>
/// <param name="Lower">Lower bound; null if unbounded.</param>
/// <param name="Upper">Upper bound; null if unbounded.</param>
internal sealed record StepRecord(double? Lower, double? Upper, int Adjustment)
{
    /// <summary>Converts the step to that of <see cref="StepSizing"/>.</summary>
    public StepAdjustment ToStep() => new(Lower, Upper, Adjustment);
}
