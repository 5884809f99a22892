namespace Scalewright.Providers.AutoScaling.Parameters;

/// <summary>Parameters of the actions of warm pools.</summary>
internal static class WarmPoolParameters
{
    public static ParameterTable Put { get; } = ParameterTable.Empty.Done(
        "AutoScalingGroupName",
        "MaxGroupPreparedCapacity",
        "MinSize",
        "PoolState",
        "InstanceReusePolicy.ReuseOnScaleIn");

    public static ParameterTable Describe { get; } = ParameterTable.Empty.Done(
        "AutoScalingGroupName", "MaxRecords", "NextToken");

    public static ParameterTable Delete { get; } = ParameterTable.Empty.Done("AutoScalingGroupName", "ForceDelete");
}
