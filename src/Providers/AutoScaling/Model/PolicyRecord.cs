using System.Text.Json.Serialization;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>A scaling policy of a group.</summary>
/// <param name="Name">Name, unique in its group.</param>
/// <param name="Number">What its ARN is made from.</param>
internal sealed record PolicyRecord(string Name, long Number)
{
    public const string Simple = "SimpleScaling";
    public const string Stepped = "StepScaling";
    public const string Tracking = "TargetTrackingScaling";

    /// <summary>One of the three words above.</summary>
    public string Kind { get; init; } = Simple;

    /// <summary>One of the words of <see cref="Decisions.Policies.AdjustmentType"/>; empty for target tracking.</summary>
    public string AdjustmentType { get; init; } = "";

    public int? Change { get; init; }

    /// <summary>Seconds; null: as the group says.</summary>
    public int? Cooldown { get; init; }

    /// <summary>The least change of a policy in percent; null: none.</summary>
    public int? MinMagnitude { get; init; }

    [JsonConverter(typeof(ValueListConverter<StepRecord>))]
    public ValueList<StepRecord> Steps { get; init; } = [];

    /// <summary>The target of target tracking.</summary>
    public double? Target { get; init; }

    /// <summary>The predefined metric of target tracking.</summary>
    public string Metric { get; init; } = "";

    /// <summary>Whether target tracking only grows the group.</summary>
    public bool IsScaleInDisabled { get; init; }
}
