namespace Scalewright.Providers.AutoScaling.Parameters;

internal static class MetricParameters
{
    public static ParameterTable Disable { get; } =
        ParameterTable.Empty.AddRead("AutoScalingGroupName").Recorded(RecordedReason.Monitoring, "Metrics.member.N");

    public static ParameterTable Enable { get; } = Disable.Recorded(RecordedReason.Monitoring, "Granularity");
}
