using Scalewright.Decisions.Policies;

namespace Scalewright.Providers.AutoScaling.Actions;

/// <summary>Reads policies from parameters.</summary>
internal static class PolicyReader
{
    /// <summary>Maximum length of the name or ARN of a policy (AutoScaling API reference: ResourceName).</summary>
    public const int MaxNameLength = 1600;

    private static readonly string[] Adjustments = Enum.GetNames<AdjustmentType>();

    // AutoScaling API reference, PutScalingPolicy, MetricAggregationType: only for step policies.
    private static readonly string[] Aggregations = ["Minimum", "Maximum", "Average"];
    private static readonly string[] Kinds = [PolicyRecord.Simple, PolicyRecord.Stepped, PolicyRecord.Tracking];

    // AutoScaling API reference, PutScalingPolicy: parameters that only some types of policies have.
    private static readonly (string Name, string[] Kinds)[] Restricted =
    [
        ("AdjustmentType", [PolicyRecord.Simple, PolicyRecord.Stepped]),
        ("MinAdjustmentMagnitude", [PolicyRecord.Simple, PolicyRecord.Stepped]),
        ("MinAdjustmentStep", [PolicyRecord.Simple, PolicyRecord.Stepped]),
        ("ScalingAdjustment", [PolicyRecord.Simple]),
        ("Cooldown", [PolicyRecord.Simple]),
        ("StepAdjustments", [PolicyRecord.Stepped]),
        ("EstimatedInstanceWarmup", [PolicyRecord.Stepped, PolicyRecord.Tracking]),
        ("TargetTrackingConfiguration", [PolicyRecord.Tracking]),
    ];

    // AutoScaling API reference, PutScalingPolicy: "The minimum value to scale by when the adjustment type is
    // PercentChangeInCapacity". The second is the older name.
    private static readonly string[] Magnitudes = ["MinAdjustmentMagnitude", "MinAdjustmentStep"];

    /// <summary>Reads a policy and collects errors.</summary>
    public static PolicyRecord Read(QueryReader reader)
    {
        reader.Reject("nothing is forecast here", "PredictiveScalingConfiguration");
        PolicyRecord policy = new(reader.Required("PolicyName"), 0)
        {
            Kind = reader.Text("PolicyType") ?? PolicyRecord.Simple,
            AdjustmentType = reader.Text("AdjustmentType") ?? "",
            Change = reader.Number("ScalingAdjustment"),
            Cooldown = reader.Number("Cooldown", 0),
            Aggregation = reader.Recorded("a step policy acts on the one value that ExecutePolicy brings").Text("MetricAggregationType")
                ?? "",
            MinMagnitude = reader.Number("MinAdjustmentMagnitude", 0) ?? reader.Number("MinAdjustmentStep", 0),
            Steps =
            [
                .. reader
                    .Structures("StepAdjustments.member")
                    .Select(prefix => new StepRecord(
                        reader.Fraction(prefix + "MetricIntervalLowerBound"),
                        reader.Fraction(prefix + "MetricIntervalUpperBound"),
                        reader.RequiredNumber(prefix + "ScalingAdjustment")
                    )),
            ],
            Target = reader.Positive("TargetTrackingConfiguration.TargetValue"),
            IsScaleInDisabled = reader.Boolean("TargetTrackingConfiguration.DisableScaleIn") ?? false,
            Warmup = reader.Number("EstimatedInstanceWarmup", 0),
            IsDisabled = reader.Boolean("Enabled") == false,
        };
        policy = policy.Kind == PolicyRecord.Tracking || reader.IsDescribing ? TrackedMetric.Read(reader, policy) : policy;
        Check(reader, policy);
        return policy;
    }

    /// <summary>Formats a number as in responses; null for none.</summary>
    public static string? Text(double? number) => number?.ToString("0.0###############", CultureInfo.InvariantCulture);

    private static void Check(QueryReader reader, PolicyRecord policy)
    {
        if (!Kinds.Contains(policy.Kind, StringComparer.Ordinal))
        {
            reader.AddError("policyType", $"Member must be one of {string.Join(", ", Kinds)}", policy.Kind);
            return;
        }

        CheckParameters(reader, policy);
        reader.AddErrorIf(
            policy.Aggregation.Length > 0
                && (policy.Kind != PolicyRecord.Stepped || !Aggregations.Contains(policy.Aggregation, StringComparer.Ordinal)),
            "metricAggregationType",
            $"Member must be one of {string.Join(", ", Aggregations)}, for a policy of type {PolicyRecord.Stepped} alone",
            policy.Aggregation
        );

        if (policy.Kind == PolicyRecord.Tracking)
        {
            Need(reader, policy.Target is not null, "targetTrackingConfiguration.targetValue");
            return;
        }

        reader.AddErrorIf(
            !Adjustments.Contains(policy.AdjustmentType, StringComparer.Ordinal),
            "adjustmentType",
            $"Member must be one of {string.Join(", ", Adjustments)}",
            policy.AdjustmentType
        );

        Need(reader, policy.Kind != PolicyRecord.Simple || reader.Text("ScalingAdjustment") is not null, "scalingAdjustment");
        Need(reader, policy.Kind != PolicyRecord.Stepped || policy.Steps.Count > 0, "stepAdjustments");
        reader.AddErrorIf(
            policy.AdjustmentType == nameof(AdjustmentType.ExactCapacity) && policy.Change < 0,
            "scalingAdjustment",
            "an exact capacity must be 0 or more",
            string.Create(CultureInfo.InvariantCulture, $"{policy.Change}")
        );

        AdjustmentType type = Enum.TryParse(policy.AdjustmentType, out AdjustmentType parsed) ? parsed : default;
        foreach ((_, string found, _) in StepRanges.FindProblems([.. policy.Steps.Select(step => step.ToStep())], type))
        {
            reader.AddError("stepAdjustments", found);
        }
    }

    /// <summary>Rejects parameters that the type of a policy does not have.</summary>
    private static void CheckParameters(QueryReader reader, PolicyRecord policy)
    {
        foreach ((string name, string[] kinds) in Restricted)
        {
            if (!kinds.Contains(policy.Kind, StringComparer.Ordinal) && reader.IsGiven(name))
            {
                AddInvalid(reader, name, $"for a policy of type {string.Join(" or ", kinds)}");
            }
        }

        bool hasAdjustment = policy.Kind is PolicyRecord.Simple or PolicyRecord.Stepped;
        if (hasAdjustment && policy.AdjustmentType != nameof(AdjustmentType.PercentChangeInCapacity))
        {
            foreach (string name in Magnitudes.Where(name => reader.IsGiven(name)))
            {
                AddInvalid(reader, name, $"with the adjustment type {nameof(AdjustmentType.PercentChangeInCapacity)}");
            }
        }
    }

    private static void AddInvalid(QueryReader reader, string name, string scope)
    {
        reader.AddError($"{char.ToLowerInvariant(name[0])}{name[1..]}", $"it is valid only {scope}");
    }

    private static void Need(QueryReader reader, bool isThere, string field)
    {
        if (!isThere)
        {
            reader.AddError($"Value null at '{field}' failed to satisfy constraint: Member must not be null");
        }
    }
}
