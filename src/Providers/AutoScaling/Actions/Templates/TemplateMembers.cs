using System.Collections.Frozen;
using System.Globalization;

namespace Scalewright.Providers.AutoScaling.Actions.Templates;

/// <summary>
/// The members of launch template data, by the names that requests use; <c>N</c> stands for the number of a list
/// element. Source: EC2 service model 2016-11-15, RequestLaunchTemplateData and ResponseLaunchTemplateData.
/// </summary>
internal static class TemplateMembers
{
    private const string Texts = """
        ImageId InstanceType KeyName KernelId RamDiskId UserData InstanceInitiatedShutdownBehavior
        IamInstanceProfile.Arn IamInstanceProfile.Name SecurityGroupId.N SecurityGroup.N
        BlockDeviceMapping.N.DeviceName BlockDeviceMapping.N.VirtualName BlockDeviceMapping.N.NoDevice
        BlockDeviceMapping.N.Ebs.KmsKeyId BlockDeviceMapping.N.Ebs.SnapshotId BlockDeviceMapping.N.Ebs.VolumeType
        NetworkInterface.N.Description NetworkInterface.N.SecurityGroupId.N NetworkInterface.N.InterfaceType
        NetworkInterface.N.Ipv6Addresses.N.Ipv6Address NetworkInterface.N.NetworkInterfaceId
        NetworkInterface.N.PrivateIpAddress NetworkInterface.N.PrivateIpAddresses.N.PrivateIpAddress
        NetworkInterface.N.SubnetId
        NetworkInterface.N.Ipv4Prefix.N.Ipv4Prefix NetworkInterface.N.Ipv6Prefix.N.Ipv6Prefix
        Placement.AvailabilityZone Placement.Affinity Placement.GroupName Placement.HostId Placement.Tenancy
        Placement.SpreadDomain Placement.HostResourceGroupArn Placement.GroupId
        TagSpecification.N.ResourceType TagSpecification.N.Tag.N.Key TagSpecification.N.Tag.N.Value
        ElasticGpuSpecification.N.Type ElasticInferenceAccelerator.N.Type
        InstanceMarketOptions.MarketType InstanceMarketOptions.SpotOptions.MaxPrice
        InstanceMarketOptions.SpotOptions.SpotInstanceType InstanceMarketOptions.SpotOptions.ValidUntil
        InstanceMarketOptions.SpotOptions.InstanceInterruptionBehavior CreditSpecification.CpuCredits
        CapacityReservationSpecification.CapacityReservationPreference
        CapacityReservationSpecification.CapacityReservationTarget.CapacityReservationId
        CapacityReservationSpecification.CapacityReservationTarget.CapacityReservationResourceGroupArn
        LicenseSpecification.N.LicenseConfigurationArn MetadataOptions.HttpTokens MetadataOptions.HttpEndpoint
        MetadataOptions.HttpProtocolIpv6 MetadataOptions.InstanceMetadataTags PrivateDnsNameOptions.HostnameType
        MaintenanceOptions.AutoRecovery
        """;

    private const string Truths = """
        EbsOptimized Monitoring.Enabled DisableApiTermination DisableApiStop HibernationOptions.Configured
        EnclaveOptions.Enabled
        BlockDeviceMapping.N.Ebs.Encrypted BlockDeviceMapping.N.Ebs.DeleteOnTermination
        NetworkInterface.N.AssociateCarrierIpAddress NetworkInterface.N.AssociatePublicIpAddress
        NetworkInterface.N.DeleteOnTermination NetworkInterface.N.PrivateIpAddresses.N.Primary
        PrivateDnsNameOptions.EnableResourceNameDnsARecord PrivateDnsNameOptions.EnableResourceNameDnsAAAARecord
        """;

    private const string Numbers = """
        BlockDeviceMapping.N.Ebs.Iops BlockDeviceMapping.N.Ebs.VolumeSize BlockDeviceMapping.N.Ebs.Throughput
        NetworkInterface.N.DeviceIndex NetworkInterface.N.Ipv6AddressCount
        NetworkInterface.N.SecondaryPrivateIpAddressCount
        NetworkInterface.N.NetworkCardIndex NetworkInterface.N.Ipv4PrefixCount NetworkInterface.N.Ipv6PrefixCount
        Placement.PartitionNumber ElasticInferenceAccelerator.N.Count CpuOptions.CoreCount CpuOptions.ThreadsPerCore
        InstanceMarketOptions.SpotOptions.BlockDurationMinutes MetadataOptions.HttpPutResponseHopLimit
        """;

    private static readonly FrozenDictionary<string, MemberKind> Members =
        Of(Texts, MemberKind.Text).Concat(Of(Truths, MemberKind.Truth)).Concat(Of(Numbers, MemberKind.Number))
            .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The names of all members.</summary>
    public static IEnumerable<string> Names => Members.Keys;

    /// <summary>The kind of a member; null when there is no such member.</summary>
    /// <param name="name">Its name in a request, with numbers.</param>
    public static MemberKind? KindOf(string name) =>
        Members.TryGetValue(PatternOf(name), out MemberKind kind) ? kind : null;

    /// <summary>Whether a part of a name is the number of a list element.</summary>
    public static bool IsNumber(string part) =>
        part.Length > 0 && int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static string PatternOf(string name) =>
        string.Join('.', name.Split('.').Select(part => IsNumber(part) ? "N" : part));

    private static IEnumerable<KeyValuePair<string, MemberKind>> Of(string names, MemberKind kind) =>
        names.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(name => KeyValuePair.Create(name, kind));
}
