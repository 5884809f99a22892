namespace Scalewright.Providers.AutoScaling.Parameters;

/// <summary>Parameters of the actions of load balancers, target groups and metrics of groups.</summary>
internal static class TrafficParameters
{
    public static ParameterTable Balancers { get; } = ParameterTable.Empty.Done("AutoScalingGroupName")
        .Recorded(RecordedReason.Balancers, "LoadBalancerNames.member.N");

    public static ParameterTable Targets { get; } = ParameterTable.Empty.Done("AutoScalingGroupName")
        .Recorded(RecordedReason.Targets, "TargetGroupARNs.member.N");

    public static ParameterTable Describe { get; } = ParameterTable.Empty.Done(
        "AutoScalingGroupName", "MaxRecords", "NextToken");

    public static ParameterTable DisableMetrics { get; } = ParameterTable.Empty.Done("AutoScalingGroupName")
        .Recorded(RecordedReason.Monitoring, "Metrics.member.N");

    public static ParameterTable EnableMetrics { get; } = DisableMetrics
        .Recorded(RecordedReason.Monitoring, "Granularity");
}
