namespace Scalewright.Providers.AutoScaling.Parameters;

internal static class WarmPoolParameters
{
    public static ParameterTable Put { get; } =
        ParameterTable.Empty.AddRead(
            "AutoScalingGroupName",
            "MaxGroupPreparedCapacity",
            "MinSize",
            "PoolState",
            "InstanceReusePolicy.ReuseOnScaleIn"
        );

    public static ParameterTable Describe { get; } = ParameterTable.Empty.AddRead("AutoScalingGroupName", "MaxRecords", "NextToken");

    public static ParameterTable Delete { get; } = ParameterTable.Empty.AddRead("AutoScalingGroupName", "ForceDelete");
}
