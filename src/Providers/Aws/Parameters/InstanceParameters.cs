namespace Scalewright.Providers.AutoScaling.Parameters;

/// <summary>Parameters of EC2 actions for instances.</summary>
internal static class InstanceParameters
{
    public static ParameterTable Run { get; } = ParameterTable.Empty
        .Done(
            "DryRun",
            "MinCount",
            "MaxCount",
            "ImageId",
            "InstanceType",
            "KeyName",
            "UserData",
            "ClientToken",
            "Placement.AvailabilityZone",
            "SubnetId",
            "DisableApiTermination",
            "DisableApiStop",
            "LaunchTemplate.LaunchTemplateId",
            "LaunchTemplate.LaunchTemplateName",
            "LaunchTemplate.Version",
            "TagSpecification.N.ResourceType",
            "TagSpecification.N.Tag.N.Key",
            "TagSpecification.N.Tag.N.Value")
        .Recorded(RecordedReason.Placement, "Placement.Tenancy")
        .Recorded(RecordedReason.Kernels, "KernelId", "RamdiskId")
        .Recorded(RecordedReason.Monitoring, "Monitoring.Enabled")
        .Recorded(RecordedReason.Profiles, "IamInstanceProfile.Arn", "IamInstanceProfile.Name")
        .Recorded(
            RecordedReason.Metadata,
            "MetadataOptions.HttpTokens",
            "MetadataOptions.HttpPutResponseHopLimit",
            "MetadataOptions.HttpEndpoint",
            "MetadataOptions.HttpProtocolIpv6",
            "MetadataOptions.InstanceMetadataTags")
        .Recorded(RecordedReason.Traffic, "SecurityGroup.N", "SecurityGroupId.N")
        .Recorded(RecordedReason.Disks, "EbsOptimized")
        .Recorded(RecordedReason.Addresses, "PrivateIpAddress")
        .Refused(RefusedReason.Volumes, "BlockDeviceMapping")
        .Refused(RefusedReason.Interfaces, "NetworkInterface")
        .Refused("addresses of instances cannot be chosen in this way", "Ipv6Address", "PrivateDnsNameOptions")
        .RefusedUnless("0", "instances have no IPv6 addresses here", "Ipv6AddressCount")
        .Refused(
            "instances are placed by their zone alone here",
            "Placement.Affinity",
            "Placement.GroupId",
            "Placement.GroupName",
            "Placement.HostId",
            "Placement.HostResourceGroupArn",
            "Placement.PartitionNumber",
            "Placement.SpreadDomain")
        .RefusedUnless("false", "it is not supported here", "HibernationOptions.Configured", "EnclaveOptions.Enabled")
        .Refused(
            "it is not supported here",
            "InstanceInitiatedShutdownBehavior",
            "InstanceMarketOptions",
            "CreditSpecification",
            "CpuOptions",
            "CapacityReservationSpecification",
            "LicenseSpecification",
            "MaintenanceOptions",
            "ElasticGpuSpecification",
            "ElasticInferenceAccelerator")
        .Refused("the service reserves it", "AdditionalInfo");

    public static ParameterTable Terminate { get; } = ParameterTable.Empty.Done("DryRun", "InstanceId.N");

    public static ParameterTable Reboot => Terminate;

    public static ParameterTable Start { get; } = Terminate.Refused("the service reserves it", "AdditionalInfo");

    public static ParameterTable Stop { get; } = Terminate
        .RefusedUnless("false", "the contents of a node's memory are not preserved", "Hibernate")
        .Harmless("a node is removed without waiting for what runs on it, forced or not", "Force");

    public static ParameterTable DescribeStatus { get; } = ParameterTable.Empty
        .Done("DryRun", "InstanceId.N", "IncludeAllInstances", "Filter.N.Name", "Filter.N.Value.N", "MaxResults",
            "NextToken");

    public static ParameterTable DescribeAttribute { get; } = ParameterTable.Empty.Done(
        "DryRun", "Attribute", "InstanceId");

    public static ParameterTable ModifyAttribute { get; } = DescribeAttribute
        .Done(
            "Value",
            "InstanceType.Value",
            "UserData.Value",
            "DisableApiTermination.Value",
            "DisableApiStop.Value")
        .Recorded(RecordedReason.Traffic, "GroupId.N", "SourceDestCheck.Value")
        .Recorded(RecordedReason.Kernels, "Kernel.Value", "Ramdisk.Value")
        .Recorded(RecordedReason.Disks, "EbsOptimized.Value")
        .RefusedUnless(
            "terminate", "an instance without a node is terminated", "InstanceInitiatedShutdownBehavior.Value")
        .RefusedUnless("false", "it is not supported here", "EnaSupport.Value")
        .Refused(RefusedReason.Volumes, "BlockDeviceMapping")
        .Refused("it is not supported here", "SriovNetSupport.Value");

    public static ParameterTable ModifyMetadata { get; } = ParameterTable.Empty
        .Done("DryRun", "InstanceId")
        .Recorded(
            RecordedReason.Metadata,
            "HttpTokens",
            "HttpPutResponseHopLimit",
            "HttpEndpoint",
            "HttpProtocolIpv6",
            "InstanceMetadataTags");

    public static ParameterTable Describe { get; } = ParameterTable.Empty
        .Done("DryRun", "InstanceId.N", "Filter.N.Name", "Filter.N.Value.N", "MaxResults", "NextToken");
}

/// <summary>Shared reasons for rejected parameters, as ends of sentences.</summary>
internal static class RefusedReason
{
    public const string Interfaces =
        "network interfaces are not chosen here; name a subnet and security groups of the instance";

    public const string Volumes = "there are no volumes here, nodes have the disk of their image";
}
