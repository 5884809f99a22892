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
    private static readonly string[] Kinds = [PolicyRecord.Simple, PolicyRecord.Stepped, PolicyRecord.Tracking, PolicyRecord.Predictive];

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
        ("PredictiveScalingConfiguration", [PolicyRecord.Predictive]),
    ];

    // AutoScaling API reference, PutScalingPolicy: "The minimum value to scale by when the adjustment type is
    // PercentChangeInCapacity". The second is the older name.
    private static readonly string[] Magnitudes = ["MinAdjustmentMagnitude", "MinAdjustmentStep"];

    /// <summary>Reads a policy and collects errors.</summary>
    public static PolicyRecord Read(QueryReader read, long number)
    {
        PolicyRecord policy = new(read.Required("PolicyName"), number)
        {
            Kind = read.Text("PolicyType") ?? PolicyRecord.Simple,
            AdjustmentType = read.Text("AdjustmentType") ?? "",
            Change = read.Number("ScalingAdjustment"),
            Cooldown = read.Number("Cooldown", 0),
            Aggregation = read.Text("MetricAggregationType") ?? "",
            MinMagnitude = read.Number("MinAdjustmentMagnitude", 0) ?? read.Number("MinAdjustmentStep", 0),
            Steps =
            [
                .. read.Structures("StepAdjustments.member")
                    .Select(prefix => new StepRecord(
                        read.Fraction(prefix + "MetricIntervalLowerBound"),
                        read.Fraction(prefix + "MetricIntervalUpperBound"),
                        read.RequiredNumber(prefix + "ScalingAdjustment")
                    )),
            ],
            Target = read.Positive("TargetTrackingConfiguration.TargetValue"),
            IsScaleInDisabled = read.Boolean("TargetTrackingConfiguration.DisableScaleIn") ?? false,
            Warmup = read.Number("EstimatedInstanceWarmup", 0),
            IsDisabled = read.Boolean("Enabled") == false,
        };
        policy = policy.Kind switch
        {
            PolicyRecord.Tracking => TrackedMetric.Read(read, policy),
            PolicyRecord.Predictive => policy with { Prediction = PredictiveConfiguration.Read(read) },
            _ => policy,
        };
        Check(read, policy);
        return policy;
    }

    /// <summary>Formats a number as in responses.</summary>
    public static string Text(double number) => number.ToString("0.0###############", CultureInfo.InvariantCulture);

    private static void Check(QueryReader read, PolicyRecord policy)
    {
        if (!Kinds.Contains(policy.Kind, StringComparer.Ordinal))
        {
            read.AddError(
                $"Value '{TextEscaping.Escape(policy.Kind)}' at 'policyType' failed to satisfy constraint: Member "
                    + "must be "
                    + $"one of {string.Join(", ", Kinds)}"
            );
            return;
        }

        CheckParameters(read, policy);
        if (
            policy.Aggregation.Length > 0
            && (policy.Kind != PolicyRecord.Stepped || !Aggregations.Contains(policy.Aggregation, StringComparer.Ordinal))
        )
        {
            string words = string.Join(", ", Aggregations);
            read.AddError(
                $"Value '{TextEscaping.Escape(policy.Aggregation)}' at 'metricAggregationType' failed to satisfy "
                    + $"constraint: Member must be one of {words}, for a policy of type {PolicyRecord.Stepped} alone"
            );
        }

        if (policy.Kind == PolicyRecord.Predictive)
        {
            return;
        }

        if (policy.Kind == PolicyRecord.Tracking)
        {
            Need(read, policy.Target is not null, "targetTrackingConfiguration.targetValue");
            return;
        }

        if (!Adjustments.Contains(policy.AdjustmentType, StringComparer.Ordinal))
        {
            read.AddError(
                $"Value '{TextEscaping.Escape(policy.AdjustmentType)}' at 'adjustmentType' failed to satisfy "
                    + "constraint: "
                    + $"Member must be one of {string.Join(", ", Adjustments)}"
            );
        }

        Need(read, policy.Kind != PolicyRecord.Simple || read.Text("ScalingAdjustment") is not null, "scalingAdjustment");
        Need(read, policy.Kind != PolicyRecord.Stepped || policy.Steps.Count > 0, "stepAdjustments");
        if (policy.AdjustmentType == nameof(AdjustmentType.ExactCapacity) && policy.Change < 0)
        {
            read.AddError(
                $"Value '{policy.Change}' at 'scalingAdjustment' failed to satisfy constraint: an exact capacity must " + "be 0 or more"
            );
        }

        AdjustmentType type = Enum.TryParse(policy.AdjustmentType, out AdjustmentType known) ? known : default;
        foreach ((_, string found, _) in StepRanges.FindFaults([.. policy.Steps.Select(step => step.ToStep())], type))
        {
            read.AddError($"Value at 'stepAdjustments' failed to satisfy constraint: {found}");
        }
    }

    /// <summary>Rejects parameters that the type of a policy does not have.</summary>
    private static void CheckParameters(QueryReader read, PolicyRecord policy)
    {
        foreach ((string name, string[] kinds) in Restricted)
        {
            if (!kinds.Contains(policy.Kind, StringComparer.Ordinal) && IsGiven(read, name))
            {
                AddInvalid(read, name, $"for a policy of type {string.Join(" or ", kinds)}");
            }
        }

        bool hasAdjustment = policy.Kind is PolicyRecord.Simple or PolicyRecord.Stepped;
        if (hasAdjustment && policy.AdjustmentType != nameof(AdjustmentType.PercentChangeInCapacity))
        {
            foreach (string name in Magnitudes.Where(name => IsGiven(read, name)))
            {
                AddInvalid(read, name, $"with the adjustment type {nameof(AdjustmentType.PercentChangeInCapacity)}");
            }
        }
    }

    private static bool IsGiven(QueryReader read, string name) => read.Under(name).Any(parameter => parameter.Value.Length > 0);

    private static void AddInvalid(QueryReader read, string name, string scope)
    {
        string field = $"{char.ToLowerInvariant(name[0])}{name[1..]}";
        read.AddError($"Value at '{field}' failed to satisfy constraint: it is valid only {scope}");
    }

    private static void Need(QueryReader read, bool isThere, string field)
    {
        if (!isThere)
        {
            read.AddError($"Value null at '{field}' failed to satisfy constraint: Member must not be null");
        }
    }
}
