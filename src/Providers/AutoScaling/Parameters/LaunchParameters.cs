namespace Scalewright.Providers.AutoScaling.Parameters;

/// <summary>Parameters of the actions of launch configurations.</summary>
internal static class LaunchParameters
{
    public static ParameterTable Create { get; } = ParameterTable.Empty
        .Done(
            "LaunchConfigurationName",
            "ImageId",
            "InstanceType",
            "KeyName",
            "SecurityGroups.member.N",
            "UserData",
            "KernelId",
            "RamdiskId",
            "InstanceMonitoring.Enabled",
            "SpotPrice",
            "EbsOptimized")
        .Refused("launch configurations of an instance are not made here", "InstanceId")
        .Refused("instances have no disks of their own here", "BlockDeviceMappings")
        .Refused("instances have no profile here", "IamInstanceProfile")
        .Refused("there is no EC2-Classic here", "ClassicLinkVPCId", "ClassicLinkVPCSecurityGroups")
        .Refused("it is not supported here", "AssociatePublicIpAddress", "PlacementTenancy", "MetadataOptions")
        .Harmless("boto 2 sends these options of disks with every launch configuration, and the service has none of them", "DeleteOnTermination", "VolumeType", "Iops");

    public static ParameterTable Delete { get; } = ParameterTable.Empty.Done("LaunchConfigurationName");

    public static ParameterTable Describe { get; } = ParameterTable.Empty.Done("LaunchConfigurationNames.member.N", "MaxRecords", "NextToken");
}
