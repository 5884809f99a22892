namespace Scalewright.Providers.AutoScaling.Parameters;

/// <summary>Parameters of the actions of scaling policies.</summary>
internal static class PolicyParameters
{
    private const string Tracking = "TargetTrackingConfiguration.";

    public static ParameterTable Put { get; } = ParameterTable.Empty
        .Done(
            "AutoScalingGroupName",
            "PolicyName",
            "PolicyType",
            "AdjustmentType",
            "MinAdjustmentStep",
            "MinAdjustmentMagnitude",
            "ScalingAdjustment",
            "Cooldown",
            "EstimatedInstanceWarmup",
            "Enabled",
            "StepAdjustments.member.N.MetricIntervalLowerBound",
            "StepAdjustments.member.N.MetricIntervalUpperBound",
            "StepAdjustments.member.N.ScalingAdjustment",
            Tracking + "TargetValue",
            Tracking + "DisableScaleIn",
            Tracking + "PredefinedMetricSpecification.PredefinedMetricType",
            Tracking + "CustomizedMetricSpecification.MetricName",
            Tracking + "CustomizedMetricSpecification.Namespace",
            Tracking + "CustomizedMetricSpecification.Statistic",
            Tracking + "CustomizedMetricSpecification.Dimensions.member.N.Name",
            Tracking + "CustomizedMetricSpecification.Dimensions.member.N.Value")
        .Recorded("a step policy acts on the one value that ExecutePolicy brings", "MetricAggregationType")
        .Recorded(
            "the metric is what is reported by its type", Tracking + "PredefinedMetricSpecification.ResourceLabel")
        .Recorded("values are reported without units", Tracking + "CustomizedMetricSpecification.Unit")
        .Refused(
            "metric math is not supported here, name one metric", Tracking + "CustomizedMetricSpecification.Metrics")
        .Refused("nothing is predicted here", "PredictiveScalingConfiguration");

    public static ParameterTable Execute { get; } = ParameterTable.Empty
        .Done("AutoScalingGroupName", "PolicyName", "HonorCooldown", "MetricValue", "BreachThreshold");

    public static ParameterTable Delete { get; } = ParameterTable.Empty.Done("AutoScalingGroupName", "PolicyName");

    public static ParameterTable Describe { get; } = ParameterTable.Empty
        .Done("AutoScalingGroupName", "PolicyNames.member.N", "PolicyTypes.member.N", "MaxRecords", "NextToken");
}
