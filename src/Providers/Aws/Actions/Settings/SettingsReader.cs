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

    /// <summary>
    /// Reads the settings of CreateLaunchConfiguration. The result adds defaults for settings that are not set.
    /// </summary>
    public static Func<InstanceSettings, InstanceSettings> FromLaunch(QueryReader reader)
    {
        string? profile = reader.Recorded(RecordedReason.Profiles).Text("IamInstanceProfile", MaxProfileLength);
        bool? isMonitored = reader.Recorded(RecordedReason.Monitoring).Boolean("InstanceMonitoring.Enabled");
        bool? isEbsOptimized = reader.Recorded(RecordedReason.Disks).Boolean("EbsOptimized");
        QueryReader kernels = reader.Recorded(RecordedReason.Kernels);
        (string? kernel, string? ramdisk) = (kernels.Text("KernelId"), kernels.Text("RamdiskId"));
        string tenancy = reader.Recorded(RecordedReason.Placement).OneOf("PlacementTenancy", Tenancies);
        bool? hasPublicAddress = reader.Recorded(RecordedReason.Addresses).Boolean("AssociatePublicIpAddress");
        MetadataSettings? metadata = reader.Has(MetadataPrefix) ? ReadCoreMetadata(reader, MetadataPrefix) : null;
        return like =>
            new()
            {
                Profile = profile ?? like.Profile,
                IsMonitored = isMonitored ?? like.IsMonitored,
                IsEbsOptimized = isEbsOptimized ?? like.IsEbsOptimized,
                KernelId = kernel ?? like.KernelId,
                RamdiskId = ramdisk ?? like.RamdiskId,
                Tenancy = tenancy.Length > 0 ? tenancy : like.Tenancy,
                HasPublicAddress = hasPublicAddress,
                Metadata = metadata ?? like.Metadata,
            };
    }

    /// <summary>Reads the settings of RunInstances and collects errors.</summary>
    public static InstanceSettings FromRunRequest(QueryReader reader)
    {
        QueryReader profiles = reader.Recorded(RecordedReason.Profiles);
        QueryReader kernels = reader.Recorded(RecordedReason.Kernels);
        return new()
        {
            Profile = profiles.Text("IamInstanceProfile.Arn", MaxProfileLength) ?? profiles.Text("IamInstanceProfile.Name") ?? "",
            IsMonitored = reader.Recorded(RecordedReason.Monitoring).Boolean("Monitoring.Enabled") ?? false,
            IsEbsOptimized = reader.Recorded(RecordedReason.Disks).Boolean("EbsOptimized") ?? false,
            KernelId = kernels.Text("KernelId") ?? "",
            RamdiskId = kernels.Text("RamdiskId") ?? "",
            Tenancy = reader.Recorded(RecordedReason.Placement).OneOf("Placement.Tenancy", Tenancies),
            Metadata = reader.Has(MetadataPrefix) ? ReadMetadata(reader, MetadataPrefix) : null,
        };
    }

    /// <summary>Reads options of the metadata service and collects errors.</summary>
    public static MetadataSettings ReadMetadata(QueryReader reader, string prefix)
    {
        QueryReader metadata = reader.Recorded(RecordedReason.Metadata);
        return ReadCoreMetadata(reader, prefix) with
        {
            HttpProtocolIpv6 = metadata.OneOf(prefix + "HttpProtocolIpv6", Switches),
            InstanceMetadataTags = metadata.OneOf(prefix + "InstanceMetadataTags", Switches),
        };
    }

    // A launch configuration has these options only.
    private static MetadataSettings ReadCoreMetadata(QueryReader reader, string prefix)
    {
        QueryReader metadata = reader.Recorded(RecordedReason.Metadata);
        return new(
            metadata.OneOf(prefix + "HttpTokens", Tokens),
            metadata.Number(prefix + "HttpPutResponseHopLimit", 1, MaxHops),
            metadata.OneOf(prefix + "HttpEndpoint", Switches)
        );
    }
}
