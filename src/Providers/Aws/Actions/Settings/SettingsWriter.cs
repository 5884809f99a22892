namespace Scalewright.Providers.AutoScaling.Actions.Settings;

/// <summary>Writes the settings that are only stored and shown, in the format of each service.</summary>
internal static class SettingsWriter
{
    private static readonly MetadataSettings MetadataDefaults = new("optional", null, "enabled")
    {
        HttpProtocolIpv6 = "disabled",
        InstanceMetadataTags = "disabled",
    };

    public static XmlText WriteLaunch(XmlText xml, InstanceSettings settings)
    {
        // AWS CLI reference, describe-launch-configurations: these two are shown even if empty.
        xml.Leaf("KernelId", settings.KernelId)
            .Leaf("RamdiskId", settings.RamdiskId)
            .LeafIfNotEmpty("IamInstanceProfile", settings.Profile)
            .Empty("BlockDeviceMappings")
            .Open("InstanceMonitoring")
            .Leaf("Enabled", settings.IsMonitored)
            .Close("InstanceMonitoring")
            .Leaf("EbsOptimized", settings.IsEbsOptimized)
            .Leaf("AssociatePublicIpAddress", settings.HasPublicAddress ?? false)
            .LeafIfNotEmpty("PlacementTenancy", settings.Tenancy);
        if (settings.Metadata is { } metadata)
        {
            xml.Open("MetadataOptions")
                .LeafIfNotEmpty("HttpTokens", metadata.HttpTokens)
                .LeafIfSet("HttpPutResponseHopLimit", metadata.HopLimit)
                .LeafIfNotEmpty("HttpEndpoint", metadata.HttpEndpoint)
                .Close("MetadataOptions");
        }

        return xml;
    }

    /// <summary>Writes the disk of the image; its ID derives from that of the instance.</summary>
    public static XmlText WriteDevices(XmlText xml, ActionContext context, InstanceRecord instance) =>
        xml.List(
            "blockDeviceMapping",
            "item",
            Enumerable.Repeat(instance, instance.State == InstanceState.Terminated ? 0 : 1),
            (_, attached) =>
                xml.Leaf("deviceName", Ec2InstanceWriter.RootDevice)
                    .Open("ebs")
                    .Leaf("attachTime", attached.LaunchedAt)
                    .Leaf("deleteOnTermination", value: true)
                    .Leaf("status", "attached")
                    .Leaf("volumeId", Ec2InstanceWriter.Part("vol", context, attached.Number))
                    .Close("ebs")
        );

    /// <summary>Returns the ARN of the instance profile; empty if the instance has none.</summary>
    public static string ProfileArn(ActionContext context, InstanceRecord instance)
    {
        string profile = instance.Settings.Profile;
        bool isName = profile.Length > 0 && !profile.StartsWith("arn:", StringComparison.Ordinal);
        return isName ? $"arn:aws:iam::{context.Options.AccountId}:instance-profile/{profile}" : profile;
    }

    /// <summary>Writes the instance profile, if there is one.</summary>
    public static XmlText WriteProfile(XmlText xml, ActionContext context, InstanceRecord instance) =>
        ProfileArn(context, instance) is { Length: > 0 } arn
            ? xml.Open("iamInstanceProfile")
                .Leaf("arn", arn)
                .Leaf("id", Ec2InstanceWriter.Part("aipa", context, instance.Number))
                .Close("iamInstanceProfile")
            : xml;

    public static XmlText WriteMetadata(XmlText xml, string name, InstanceRecord instance)
    {
        MetadataSettings metadata = MetadataDefaults.With(instance.Settings.Metadata ?? MetadataSettings.None);
        return xml.Open(name)
            .Leaf("state", "applied")
            .Leaf("httpTokens", metadata.HttpTokens)
            .Leaf("httpPutResponseHopLimit", metadata.HopLimit ?? 1)
            .Leaf("httpEndpoint", metadata.HttpEndpoint)
            .Leaf("httpProtocolIpv6", metadata.HttpProtocolIpv6)
            .Leaf("instanceMetadataTags", metadata.InstanceMetadataTags)
            .Close(name);
    }
}
