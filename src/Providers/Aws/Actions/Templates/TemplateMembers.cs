using System.Collections.Frozen;

namespace Scalewright.Providers.AutoScaling.Actions.Templates;

/// <summary>
/// Request names of the members of launch template data, except disks and network interfaces. <c>N</c> stands for a
/// list index. Source: EC2 service model 2016-11-15, RequestLaunchTemplateData and ResponseLaunchTemplateData.
/// </summary>
internal static class TemplateMembers
{
    private const string Texts = """
        ImageId InstanceType KeyName KernelId RamDiskId UserData InstanceInitiatedShutdownBehavior
        IamInstanceProfile.Arn IamInstanceProfile.Name SecurityGroupId.N SecurityGroup.N
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

    private const string Booleans = """
        EbsOptimized Monitoring.Enabled DisableApiTermination DisableApiStop HibernationOptions.Configured
        EnclaveOptions.Enabled
        PrivateDnsNameOptions.EnableResourceNameDnsARecord PrivateDnsNameOptions.EnableResourceNameDnsAAAARecord
        """;

    private const string Numbers = """
        Placement.PartitionNumber ElasticInferenceAccelerator.N.Count CpuOptions.CoreCount CpuOptions.ThreadsPerCore
        InstanceMarketOptions.SpotOptions.BlockDurationMinutes MetadataOptions.HttpPutResponseHopLimit
        """;

    private static readonly FrozenDictionary<string, MemberKind> Members = Parse(Texts, MemberKind.Text)
        .Concat(Parse(Booleans, MemberKind.Boolean))
        .Concat(Parse(Numbers, MemberKind.Number))
        .ToFrozenDictionary(StringComparer.Ordinal);

    public static IEnumerable<string> Names => Members.Keys;

    /// <summary>Returns the kind of a member; null if it is unknown.</summary>
    /// <param name="name">Request name, with numbers.</param>
    public static MemberKind? FindKind(string name) => Members.TryGetValue(GetPattern(name), out MemberKind kind) ? kind : null;

    /// <summary>Indicates whether a part of a name is a list index.</summary>
    public static bool IsNumber(string part) =>
        part.Length > 0 && int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static string GetPattern(string name) => string.Join('.', name.Split('.').Select(part => IsNumber(part) ? "N" : part));

    private static IEnumerable<KeyValuePair<string, MemberKind>> Parse(string names, MemberKind kind) =>
        names.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(name => KeyValuePair.Create(name, kind));
}

/// <summary>Value type of a member of launch template data.</summary>
internal enum MemberKind
{
    Text,

    Boolean,

    Number,
}
