namespace Scalewright.Providers.AutoScaling.Parameters;

/// <summary>Parameters of EC2's actions of instances.</summary>
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
            "LaunchTemplate.LaunchTemplateId",
            "LaunchTemplate.LaunchTemplateName",
            "LaunchTemplate.Version",
            "TagSpecification.N.ResourceType",
            "TagSpecification.N.Tag.N.Key",
            "TagSpecification.N.Tag.N.Value")
        .Refused("security groups are not supported here", "SecurityGroup", "SecurityGroupId")
        .Refused("instances have no disks of their own here", "BlockDeviceMapping")
        .Refused("instances have no profile here", "IamInstanceProfile")
        .Refused("addresses and networks of instances are not chosen here", "SubnetId", "NetworkInterface", "PrivateIpAddress", "Ipv6Address", "PrivateDnsNameOptions")
        .RefusedUnless("0", "instances have no IPv6 addresses here", "Ipv6AddressCount")
        .RefusedUnless("default", "instances are placed by their zone alone here", "Placement.Tenancy")
        .Refused(
            "instances are placed by their zone alone here",
            "Placement.Affinity",
            "Placement.GroupId",
            "Placement.GroupName",
            "Placement.HostId",
            "Placement.HostResourceGroupArn",
            "Placement.PartitionNumber",
            "Placement.SpreadDomain")
        .RefusedUnless("false", "it is not supported here", "Monitoring.Enabled", "DisableApiTermination", "DisableApiStop", "EbsOptimized", "HibernationOptions.Configured", "EnclaveOptions.Enabled")
        .Refused(
            "it is not supported here",
            "KernelId",
            "RamdiskId",
            "InstanceInitiatedShutdownBehavior",
            "InstanceMarketOptions",
            "CreditSpecification",
            "CpuOptions",
            "CapacityReservationSpecification",
            "LicenseSpecification",
            "MetadataOptions",
            "MaintenanceOptions",
            "ElasticGpuSpecification",
            "ElasticInferenceAccelerator")
        .Refused("the service reserves it", "AdditionalInfo");

    public static ParameterTable Terminate { get; } = ParameterTable.Empty.Done("DryRun", "InstanceId.N");

    public static ParameterTable Start { get; } = Terminate.Refused("the service reserves it", "AdditionalInfo");

    public static ParameterTable Stop { get; } = Terminate
        .RefusedUnless("false", "the memory of a node is not kept", "Hibernate")
        .Harmless("a node is removed without waiting for what runs on it, forced or not", "Force");

    public static ParameterTable Describe { get; } = ParameterTable.Empty
        .Done("DryRun", "InstanceId.N", "Filter.N.Name", "Filter.N.Value.N", "MaxResults", "NextToken");
}
