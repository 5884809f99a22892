namespace Scalewright.Providers.AutoScaling.Actions.Settings;

/// <summary>Reads instance settings that are only stored and shown.</summary>
/// <remarks>Sources: AutoScaling API reference, CreateLaunchConfiguration; EC2 API reference, RunInstances.</remarks>
internal static class SettingsReader
{
    private const int MaxProfileLength = 1600;

    // EC2 API reference, InstanceMetadataOptionsRequest: 1 to 64.
    private const int MaxHops = 64;
    private const string MetadataPrefix = "MetadataOptions.";
    private static readonly string[] Tenancies = ["default", "dedicated", "host"];
    private static readonly string[] Tokens = ["optional", "required"];
    private static readonly string[] Switches = ["enabled", "disabled"];

    /// <summary>Reads the settings of CreateLaunchConfiguration and collects errors.</summary>
    /// <param name="like">Defaults for settings that are not set.</param>
    public static InstanceSettings FromLaunch(QueryReader read, InstanceSettings like) =>
        new()
        {
            Profile = read.Text("IamInstanceProfile", MaxProfileLength) ?? like.Profile,
            IsMonitored = read.Boolean("InstanceMonitoring.Enabled") ?? like.IsMonitored,
            IsEbsOptimized = read.Boolean("EbsOptimized") ?? like.IsEbsOptimized,
            KernelId = read.Text("KernelId") ?? like.KernelId,
            RamdiskId = read.Text("RamdiskId") ?? like.RamdiskId,
            Tenancy = read.OneOf("PlacementTenancy", Tenancies) is { Length: > 0 } tenancy ? tenancy : like.Tenancy,
            HasPublicAddress = read.Boolean("AssociatePublicIpAddress"),
            Metadata = ReadMetadata(read) ?? like.Metadata,
        };

    /// <summary>Reads the settings of RunInstances and collects errors.</summary>
    public static InstanceSettings FromRunRequest(QueryReader read) =>
        new()
        {
            Profile = read.Text("IamInstanceProfile.Arn", MaxProfileLength) ?? read.Text("IamInstanceProfile.Name") ?? "",
            IsMonitored = read.Boolean("Monitoring.Enabled") ?? false,
            IsEbsOptimized = read.Boolean("EbsOptimized") ?? false,
            KernelId = read.Text("KernelId") ?? "",
            RamdiskId = read.Text("RamdiskId") ?? "",
            Tenancy = read.OneOf("Placement.Tenancy", Tenancies),
            Metadata = ReadMetadata(read),
        };

    /// <summary>Reads options of the metadata service and collects errors.</summary>
    public static MetadataSettings ReadMetadata(QueryReader read, string prefix) =>
        new(
            read.OneOf(prefix + "HttpTokens", Tokens),
            read.Number(prefix + "HttpPutResponseHopLimit", 1, MaxHops),
            read.OneOf(prefix + "HttpEndpoint", Switches)
        )
        {
            HttpProtocolIpv6 = read.OneOf(prefix + "HttpProtocolIpv6", Switches),
            InstanceMetadataTags = read.OneOf(prefix + "InstanceMetadataTags", Switches),
        };

    private static MetadataSettings? ReadMetadata(QueryReader read) => read.Has(MetadataPrefix) ? ReadMetadata(read, MetadataPrefix) : null;
}
