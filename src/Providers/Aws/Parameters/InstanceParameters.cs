namespace Scalewright.Providers.AutoScaling.Parameters;

/// <summary>Parameters of EC2 actions for instances.</summary>
internal static class InstanceParameters
{
    public static ParameterTable Run { get; } =
        ParameterTable
            .Empty.AddRead(
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
                "TagSpecification.N.Tag.N.Value"
            )
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
                "MetadataOptions.InstanceMetadataTags"
            )
            .Recorded(RecordedReason.Traffic, "SecurityGroup.N", "SecurityGroupId.N")
            .Recorded(RecordedReason.Disks, "EbsOptimized")
            .Recorded(RecordedReason.Addresses, "PrivateIpAddress")
            .AddRejected(RejectionReason.Volumes, "BlockDeviceMapping")
            .AddRejected(RejectionReason.Interfaces, "NetworkInterface")
            .AddRejected("addresses of instances cannot be chosen in this way", "Ipv6Address", "PrivateDnsNameOptions")
            .AddRejectedUnless("0", "instances have no IPv6 addresses here", "Ipv6AddressCount")
            .AddRejected(
                "instances are placed by their zone alone here",
                "Placement.Affinity",
                "Placement.GroupId",
                "Placement.GroupName",
                "Placement.HostId",
                "Placement.HostResourceGroupArn",
                "Placement.PartitionNumber",
                "Placement.SpreadDomain"
            )
            .AddRejectedUnless("false", "it is not supported here", "HibernationOptions.Configured", "EnclaveOptions.Enabled")
            .AddRejected(
                "it is not supported here",
                "InstanceInitiatedShutdownBehavior",
                "InstanceMarketOptions",
                "CreditSpecification",
                "CpuOptions",
                "CapacityReservationSpecification",
                "LicenseSpecification",
                "MaintenanceOptions",
                "ElasticGpuSpecification",
                "ElasticInferenceAccelerator"
            )
            .AddRejected("the service reserves it", "AdditionalInfo");

    public static ParameterTable Terminate { get; } = ParameterTable.Empty.AddRead("DryRun", "InstanceId.N");

    public static ParameterTable Reboot => Terminate;

    public static ParameterTable Start { get; } = Terminate.AddRejected("the service reserves it", "AdditionalInfo");

    public static ParameterTable Stop { get; } =
        Terminate
            .AddRejectedUnless("false", "the contents of a node's memory are not preserved", "Hibernate")
            .AddIgnored("a node is removed without waiting for what runs on it, forced or not", "Force");

    public static ParameterTable DescribeStatus { get; } =
        ParameterTable.Empty.AddRead(
            "DryRun",
            "InstanceId.N",
            "IncludeAllInstances",
            "Filter.N.Name",
            "Filter.N.Value.N",
            "MaxResults",
            "NextToken"
        );

    public static ParameterTable DescribeAttribute { get; } = ParameterTable.Empty.AddRead("DryRun", "Attribute", "InstanceId");

    public static ParameterTable ModifyAttribute { get; } =
        DescribeAttribute
            .AddRead("Value", "InstanceType.Value", "UserData.Value", "DisableApiTermination.Value", "DisableApiStop.Value")
            .Recorded(RecordedReason.Traffic, "GroupId.N", "SourceDestCheck.Value")
            .Recorded(RecordedReason.Kernels, "Kernel.Value", "Ramdisk.Value")
            .Recorded(RecordedReason.Disks, "EbsOptimized.Value")
            .AddRejectedUnless("terminate", "an instance without a node is terminated", "InstanceInitiatedShutdownBehavior.Value")
            .AddRejectedUnless("false", "it is not supported here", "EnaSupport.Value")
            .AddRejected(RejectionReason.Volumes, "BlockDeviceMapping")
            .AddRejected("it is not supported here", "SriovNetSupport.Value");

    public static ParameterTable ModifyMetadata { get; } =
        ParameterTable
            .Empty.AddRead("DryRun", "InstanceId")
            .Recorded(
                RecordedReason.Metadata,
                "HttpTokens",
                "HttpPutResponseHopLimit",
                "HttpEndpoint",
                "HttpProtocolIpv6",
                "InstanceMetadataTags"
            );

    public static ParameterTable Describe { get; } =
        ParameterTable.Empty.AddRead("DryRun", "InstanceId.N", "Filter.N.Name", "Filter.N.Value.N", "MaxResults", "NextToken");
}

/// <summary>Shared reasons for rejected parameters, as ends of sentences.</summary>
internal static class RejectionReason
{
    public const string Interfaces = "network interfaces are not chosen here; name a subnet and security groups of the instance";

    public const string Volumes = "there are no volumes here, nodes have the disk of their image";
}
