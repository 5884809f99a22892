namespace Scalewright.Providers.AutoScaling.Parameters;

/// <summary>Parameters of actions for groups and their instances.</summary>
internal static class GroupParameters
{
    // Shared by the creation and change of a group.
    private static readonly ParameterTable Settings = ParameterTable
        .Empty.AddRead(
            "AutoScalingGroupName",
            "LaunchConfigurationName",
            "MinSize",
            "MaxSize",
            "DesiredCapacity",
            "DefaultCooldown",
            "DefaultInstanceWarmup",
            "AvailabilityZones.member.N",
            "HealthCheckGracePeriod",
            "VPCZoneIdentifier",
            "TerminationPolicies.member.N"
        )
        .AddRead(
            "NewInstancesProtectedFromScaleIn",
            "LaunchTemplate.LaunchTemplateId",
            "LaunchTemplate.LaunchTemplateName",
            "LaunchTemplate.Version",
            "MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.LaunchTemplateId",
            "MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.LaunchTemplateName",
            "MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.Version",
            "MixedInstancesPolicy.LaunchTemplate.Overrides.member.N.InstanceType",
            "MixedInstancesPolicy.LaunchTemplate.Overrides.member.N.WeightedCapacity",
            "MixedInstancesPolicy.InstancesDistribution.OnDemandBaseCapacity",
            "MixedInstancesPolicy.InstancesDistribution.OnDemandPercentageAboveBaseCapacity"
        )
        .Recorded("the status of the node decides, as for a group without load balancers; none is queried", "HealthCheckType")
        .Recorded(RecordedReason.Placement, "PlacementGroup")
        .Recorded("no instance is interrupted", "CapacityRebalance")
        .Recorded("there are no roles", "ServiceLinkedRoleARN")
        .Recorded(
            RecordedReason.Prices,
            "MixedInstancesPolicy.InstancesDistribution.OnDemandAllocationStrategy",
            "MixedInstancesPolicy.InstancesDistribution.SpotAllocationStrategy",
            "MixedInstancesPolicy.InstancesDistribution.SpotInstancePools",
            "MixedInstancesPolicy.InstancesDistribution.SpotMaxPrice"
        )
        .AddRejected(
            "a group has one launch template here",
            "MixedInstancesPolicy.LaunchTemplate.Overrides.member.N.LaunchTemplateSpecification"
        )
        .AddRejected(
            "instance types are named here, not chosen by requirements",
            "MixedInstancesPolicy.LaunchTemplate.Overrides.member.N.InstanceRequirements"
        )
        .AddRejectedUnless("0", "instances are not replaced for their age here", "MaxInstanceLifetime")
        .AddRejectedUnless("units", "capacity is counted in instances here", "DesiredCapacityType")
        .AddRejected("the service reserves it", "Context");

    public static ParameterTable Create { get; } =
        HookParameters
            .AddTo(Settings, "LifecycleHookSpecificationList.member.N.")
            .AddRead(
                "Tags.member.N.ResourceId",
                "Tags.member.N.ResourceType",
                "Tags.member.N.Key",
                "Tags.member.N.Value",
                "Tags.member.N.PropagateAtLaunch"
            )
            .AddRead("InstanceId")
            .AddRejected("there are no load balancers and no target groups here", "LoadBalancerNames", "TargetGroupARNs", "TrafficSources");

    public static ParameterTable Update => Settings;

    public static ParameterTable Delete { get; } = ParameterTable.Empty.AddRead("AutoScalingGroupName", "ForceDelete");

    public static ParameterTable Describe { get; } =
        ParameterTable.Empty.AddRead(
            "AutoScalingGroupNames.member.N",
            "Filters.member.N.Name",
            "Filters.member.N.Values.member.N",
            "MaxRecords",
            "NextToken"
        );

    public static ParameterTable SetDesired { get; } =
        ParameterTable.Empty.AddRead("AutoScalingGroupName", "DesiredCapacity", "HonorCooldown");

    public static ParameterTable DescribeInstances { get; } =
        ParameterTable.Empty.AddRead("InstanceIds.member.N", "MaxRecords", "NextToken");

    public static ParameterTable TerminateInstance { get; } = ParameterTable.Empty.AddRead("InstanceId", "ShouldDecrementDesiredCapacity");

    public static ParameterTable DescribeActivities { get; } =
        ParameterTable.Empty.AddRead("AutoScalingGroupName", "ActivityIds.member.N", "IncludeDeletedGroups", "MaxRecords", "NextToken");
}
