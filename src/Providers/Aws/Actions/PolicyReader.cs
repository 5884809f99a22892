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
    private static readonly string[] Kinds = 
        [PolicyRecord.Simple, PolicyRecord.Stepped, PolicyRecord.Tracking, PolicyRecord.Predictive];

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
            Steps = [.. read.Structures("StepAdjustments.member").Select(prefix => new StepRecord(
                read.Fraction(prefix + "MetricIntervalLowerBound"), read.Fraction(prefix + "MetricIntervalUpperBound"),
                read.RequiredNumber(prefix + "ScalingAdjustment")))],
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
                    + $"one of {string.Join(", ", Kinds)}");
            return;
        }

        if (policy.Kind == PolicyRecord.Simple && policy.Warmup is not null)
        {
            read.AddError($"EstimatedInstanceWarmup is not supported for a policy of type {PolicyRecord.Simple}");
        }

        if (policy.Aggregation.Length > 0
            && (policy.Kind != PolicyRecord.Stepped
            || !Aggregations.Contains(policy.Aggregation, StringComparer.Ordinal)))
        {
            string words = string.Join(", ", Aggregations);
            read.AddError(
                $"Value '{TextEscaping.Escape(policy.Aggregation)}' at 'metricAggregationType' failed to satisfy "
                + $"constraint: Member must be one of {words}, for a policy of type {PolicyRecord.Stepped} alone");
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
                    + $"Member must be one of {string.Join(", ", Adjustments)}");
        }

        Need(
            read,
            policy.Kind != PolicyRecord.Simple || read.Text("ScalingAdjustment") is not null,
            "scalingAdjustment");
        Need(read, policy.Kind != PolicyRecord.Stepped || policy.Steps.Count > 0, "stepAdjustments");
        if (policy.AdjustmentType == nameof(AdjustmentType.ExactCapacity) && policy.Change < 0)
        {
            read.AddError(
                $"Value '{policy.Change}' at 'scalingAdjustment' failed to satisfy constraint: an exact capacity must "
                    + "be 0 or more");
        }

        if (policy.Steps.Any(step => step.Lower >= step.Upper))
        {
            read.AddError(
                "Value at 'stepAdjustments' failed to satisfy constraint: a lower bound must be below its upper bound");
        }

        StepRecord[] ordered = [.. policy.Steps.OrderBy(step => step.Lower ?? double.NegativeInfinity)];
        if (ordered.Zip(ordered.Skip(1)).Any(
            pair => (pair.First.Upper ?? double.PositiveInfinity) > (pair.Second.Lower ?? double.NegativeInfinity)))
        {
            read.AddError("Value at 'stepAdjustments' failed to satisfy constraint: the ranges of two steps overlap");
        }
    }

    private static void Need(QueryReader read, bool isThere, string field)
    {
        if (!isThere)
        {
            read.AddError($"Value null at '{field}' failed to satisfy constraint: Member must not be null");
        }
    }
}
