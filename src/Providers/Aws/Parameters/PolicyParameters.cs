namespace Scalewright.Providers.AutoScaling.Parameters;

internal static class PolicyParameters
{
    private const string Tracking = "TargetTrackingConfiguration.";
    private const string Math = Tracking + "CustomizedMetricSpecification.Metrics.member.N.";
    private const string Prediction = "PredictiveScalingConfiguration.";
    private const string Specification = Prediction + "MetricSpecifications.member.N.";

    public static ParameterTable Put { get; } =
        ParameterTable
            .Empty.AddRead(
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
                Tracking + "CustomizedMetricSpecification.Dimensions.member.N.Value",
                Math + "Id",
                Math + "Expression",
                Math + "ReturnData",
                Math + "MetricStat.Stat",
                Math + "MetricStat.Metric.MetricName",
                Math + "MetricStat.Metric.Namespace",
                Math + "MetricStat.Metric.Dimensions.member.N.Name",
                Math + "MetricStat.Metric.Dimensions.member.N.Value"
            )
            .Recorded("a step policy acts on the one value that ExecutePolicy brings", "MetricAggregationType")
            .Recorded("the metric is what is reported by its type", Tracking + "PredefinedMetricSpecification.ResourceLabel")
            .Recorded("values are reported without units", Tracking + "CustomizedMetricSpecification.Unit", Math + "MetricStat.Unit")
            .Recorded("it is only a label", Math + "Label")
            .Recorded(
                "nothing is forecast",
                Prediction + "Mode",
                Prediction + "SchedulingBufferTime",
                Prediction + "MaxCapacityBreachBehavior",
                Prediction + "MaxCapacityBuffer",
                Specification + "TargetValue",
                Specification + "PredefinedMetricPairSpecification.PredefinedMetricType",
                Specification + "PredefinedMetricPairSpecification.ResourceLabel",
                Specification + "PredefinedScalingMetricSpecification.PredefinedMetricType",
                Specification + "PredefinedScalingMetricSpecification.ResourceLabel",
                Specification + "PredefinedLoadMetricSpecification.PredefinedMetricType",
                Specification + "PredefinedLoadMetricSpecification.ResourceLabel"
            )
            .AddRejected(
                "name predefined metrics here",
                Specification + "CustomizedScalingMetricSpecification",
                Specification + "CustomizedLoadMetricSpecification",
                Specification + "CustomizedCapacityMetricSpecification"
            );

    public static ParameterTable Execute { get; } =
        ParameterTable.Empty.AddRead("AutoScalingGroupName", "PolicyName", "HonorCooldown", "MetricValue", "BreachThreshold");

    public static ParameterTable Delete { get; } = ParameterTable.Empty.AddRead("AutoScalingGroupName", "PolicyName");

    public static ParameterTable Describe { get; } =
        ParameterTable.Empty.AddRead("AutoScalingGroupName", "PolicyNames.member.N", "PolicyTypes.member.N", "MaxRecords", "NextToken");
}
