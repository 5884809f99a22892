namespace Scalewright.Providers.AutoScaling.Parameters;

internal static class LaunchParameters
{
    public static ParameterTable Create { get; } =
        ParameterTable
            .Empty.AddRead("LaunchConfigurationName", "ImageId", "InstanceType", "KeyName", "UserData", "InstanceId")
            .Recorded(RecordedReason.Traffic, "SecurityGroups.member.N")
            .Recorded(RecordedReason.Kernels, "KernelId", "RamdiskId")
            .Recorded(RecordedReason.Monitoring, "InstanceMonitoring.Enabled")
            .Recorded(RecordedReason.Prices, "SpotPrice")
            .Recorded(RecordedReason.Profiles, "IamInstanceProfile")
            .Recorded("there is one network", "ClassicLinkVPCId", "ClassicLinkVPCSecurityGroups.member.N")
            .Recorded(RecordedReason.Addresses, "AssociatePublicIpAddress")
            .Recorded(RecordedReason.Placement, "PlacementTenancy")
            .Recorded(
                RecordedReason.Metadata,
                "MetadataOptions.HttpTokens",
                "MetadataOptions.HttpPutResponseHopLimit",
                "MetadataOptions.HttpEndpoint"
            )
            .Recorded(RecordedReason.Disks, "EbsOptimized")
            .AddRejected(RejectionReason.Volumes, "BlockDeviceMappings")
            .AddIgnored(
                "boto 2 sends these options of disks with every launch configuration, and the service has none of them",
                "DeleteOnTermination",
                "VolumeType",
                "Iops"
            );

    public static ParameterTable Delete { get; } = ParameterTable.Empty.AddRead("LaunchConfigurationName");

    public static ParameterTable Describe { get; } =
        ParameterTable.Empty.AddRead("LaunchConfigurationNames.member.N", "MaxRecords", "NextToken");
}
