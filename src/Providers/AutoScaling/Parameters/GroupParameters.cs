namespace Scalewright.Providers.AutoScaling.Parameters;

/// <summary>Parameters of the actions of groups and their instances.</summary>
internal static class GroupParameters
{
    // What creating and changing a group have in common.
    private static readonly ParameterTable Settings = ParameterTable.Empty
        .Done(
            "AutoScalingGroupName",
            "LaunchConfigurationName",
            "MinSize",
            "MaxSize",
            "DesiredCapacity",
            "DefaultCooldown",
            "DefaultInstanceWarmup",
            "AvailabilityZones.member.N",
            "HealthCheckType",
            "HealthCheckGracePeriod",
            "PlacementGroup",
            "VPCZoneIdentifier",
            "TerminationPolicies.member.N")
        .Refused("there are no launch templates here", "LaunchTemplate", "MixedInstancesPolicy")
        .RefusedUnless("false", "it is not supported here", "NewInstancesProtectedFromScaleIn", "CapacityRebalance")
        .RefusedUnless("0", "instances are not replaced for their age here", "MaxInstanceLifetime")
        .RefusedUnless("units", "capacity is counted in instances here", "DesiredCapacityType")
        .Refused("there are no roles here", "ServiceLinkedRoleARN")
        .Refused("the service reserves it", "Context");

    public static ParameterTable Create { get; } = Settings
        .Done(
            "LoadBalancerNames.member.N",
            "Tags.member.N.ResourceId",
            "Tags.member.N.ResourceType",
            "Tags.member.N.Key",
            "Tags.member.N.Value",
            "Tags.member.N.PropagateAtLaunch")
        .Refused("groups of an instance are not made here", "InstanceId")
        .Refused("there are no target groups here", "TargetGroupARNs", "TrafficSources")
        .Refused("there are no lifecycle hooks here", "LifecycleHookSpecificationList");

    public static ParameterTable Update { get; } = Settings
        .Harmless("boto 2 sends the load balancers of a group with every change, and the service changes them by other actions", "LoadBalancerNames");

    public static ParameterTable Delete { get; } = ParameterTable.Empty.Done("AutoScalingGroupName", "ForceDelete");

    public static ParameterTable Describe { get; } = ParameterTable.Empty
        .Done("AutoScalingGroupNames.member.N", "MaxRecords", "NextToken")
        .Refused("groups are found by their names", "Filters");

    public static ParameterTable SetDesired { get; } = ParameterTable.Empty.Done("AutoScalingGroupName", "DesiredCapacity", "HonorCooldown");

    public static ParameterTable DescribeInstances { get; } = ParameterTable.Empty.Done("InstanceIds.member.N", "MaxRecords", "NextToken");

    public static ParameterTable TerminateInstance { get; } = ParameterTable.Empty.Done("InstanceId", "ShouldDecrementDesiredCapacity");

    public static ParameterTable DescribeActivities { get; } = ParameterTable.Empty
        .Done("AutoScalingGroupName", "ActivityIds.member.N", "MaxRecords", "NextToken")
        .RefusedUnless("false", "activities are kept as long as their groups", "IncludeDeletedGroups");
}
