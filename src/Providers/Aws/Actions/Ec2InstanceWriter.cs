using Scalewright.Providers.AutoScaling.Actions.SecurityGroups;
using Scalewright.Providers.AutoScaling.Actions.Settings;

namespace Scalewright.Providers.AutoScaling.Actions;

/// <summary>
/// Writes an instance as EC2 does. Addresses and IDs of its parts derive from its number; no host has these addresses.
/// </summary>
internal static class Ec2InstanceWriter
{
    public const string Architecture = "x86_64";
    public const string Hypervisor = "xen";
    public const string Virtualization = "hvm";
    public const string RootDevice = "/dev/sda1";
    public const string RootDeviceType = "ebs";

    /// <summary>Lifecycle of spot instances; other instances have none.</summary>
    public const string Spot = "spot";

    /// <summary>Returns code and name of a state (EC2 API reference, InstanceState).</summary>
    public static (int Code, string Name) GetState(InstanceRecord instance) =>
        instance.State switch
        {
            InstanceState.Terminating or InstanceState.WarmedTerminating => (32, "shutting-down"),
            InstanceState.Terminated => (48, "terminated"),
            InstanceState.Pending => (0, "pending"),
            InstanceState.WarmedPending when instance.Power == PowerState.On => (0, "pending"),
            _ => GetPower(instance),
        };

    private static (int Code, string Name) GetPower(InstanceRecord instance) =>
        instance.Power switch
        {
            PowerState.Starting => (0, "pending"),
            PowerState.Stopping => (64, "stopping"),
            PowerState.Stopped => (80, "stopped"),
            _ => (16, "running"),
        };

    public static long GetReservation(InstanceRecord instance) => instance.Reservation > 0 ? instance.Reservation : instance.Number;

    public static string GetLifecycle(InstanceRecord instance) => instance.IsSpot ? Spot : "";

    public static string GetMonitoring(InstanceRecord instance) => instance.Settings.IsMonitored ? "enabled" : "disabled";

    /// <summary>Writes a reservation with the instances that were launched together.</summary>
    public static void WriteAll(XmlText xml, ActionContext context, IReadOnlyList<InstanceRecord> instances) =>
        xml.Empty("groupSet")
            .List("instancesSet", "item", instances, (_, instance) =>
                WriteInstance(xml, context, instance, Ec2Actions.GetTags(context, instance))
            )
            .Leaf("ownerId", context.Options.AccountId)
            .Leaf("reservationId", instances.Count > 0 ? Part("r", context, GetReservation(instances[0])) : "");

    private static void WriteInstance(
        XmlText xml,
        ActionContext context,
        InstanceRecord instance,
        IEnumerable<KeyValuePair<string, string>> tags
    )
    {
        WriteHead(xml, context, instance);
        WriteNetwork(xml, context, instance);
        SettingsWriter.WriteDevices(xml, context, instance);
        SettingsWriter.WriteProfile(xml, context, instance);
        xml.Leaf("ebsOptimized", instance.Settings.IsEbsOptimized).Leaf("hypervisor", Hypervisor);
        InterfaceWriter.WriteAll(xml, context, instance);
        xml.Leaf("rootDeviceName", RootDevice).Leaf("rootDeviceType", RootDeviceType);
        WriteGroups(xml, context, instance);
        xml.Leaf("sourceDestCheck", value: !instance.IsUnchecked)
            .Leaf("sriovNetSupport", "simple")
            .Open("stateReason")
            .Leaf("code", StateReason.GetCode(instance))
            .Leaf("message", StateReason.GetMessage(instance))
            .Close("stateReason");
        WriteTags(xml, tags);
        xml.Leaf("virtualizationType", Virtualization);
        xml.Open("hibernationOptions").Leaf("configured", value: false).Close("hibernationOptions");
        SettingsWriter.WriteMetadata(xml, "metadataOptions", instance);
    }

    /// <summary>Writes tags. Without tags, omits the element, as EC2 does.</summary>
    public static void WriteTags(XmlText xml, IEnumerable<KeyValuePair<string, string>> tags)
    {
        KeyValuePair<string, string>[] all = [.. tags];
        if (all.Length > 0)
        {
            xml.List("tagSet", "item", all, static (xml, tag) => xml.Leaf("key", tag.Key).Leaf("value", tag.Value));
        }
    }

    private static void WriteHead(XmlText xml, ActionContext context, InstanceRecord instance)
    {
        (int code, string name) = GetState(instance);
        xml.Leaf("amiLaunchIndex", instance.LaunchIndex)
            .Leaf("imageId", instance.ImageId)
            .Leaf("instanceId", instance.Id)
            .LeafIfNotEmpty("clientToken", instance.ClientToken)
            .LeafIfNotEmpty("instanceLifecycle", GetLifecycle(instance))
            .Leaf("instanceType", instance.InstanceType)
            .Leaf("kernelId", instance.Settings.KernelId)
            .LeafIfNotEmpty("ramdiskId", instance.Settings.RamdiskId)
            .LeafIfNotEmpty("keyName", instance.KeyName)
            .Leaf("launchTime", instance.LaunchedAt)
            .Open("monitoring")
            .Leaf("state", GetMonitoring(instance))
            .Close("monitoring")
            .Open("placement")
            .Leaf("availabilityZone", instance.Zone)
            .Empty("groupName")
            .Leaf("tenancy", instance.Settings.Tenancy.Length > 0 ? instance.Settings.Tenancy : "default")
            .Close("placement")
            .Leaf("privateDnsName", InstanceNames.PrivateDns(instance, context.Options.Region))
            .Leaf("privateIpAddress", InstanceNames.PrivateIp(instance))
            .Empty("productCodes")
            .Leaf("dnsName", InstanceNames.PublicDns(instance, context.Options.Region))
            .LeafIfNotEmpty("ipAddress", InstanceNames.PublicIp(instance))
            .Open("instanceState")
            .Leaf("code", code)
            .Leaf("name", name)
            .Close("instanceState")
            .Leaf("reason", StateReason.GetTransition(instance));
    }

    private static void WriteNetwork(XmlText xml, ActionContext context, InstanceRecord instance) =>
        xml.Leaf("subnetId", Subnet(context, instance)).Leaf("vpcId", Vpc(context)).Leaf("architecture", Architecture);

    public static void WriteGroups(XmlText xml, ActionContext context, InstanceRecord instance) =>
        xml.List("groupSet", "item", SecurityGroupLookup.GetGroups(context.State, instance), static (xml, group) =>
            xml.Leaf("groupName", group.Name).Leaf("groupId", group.Id)
        );

    public static string Subnet(ActionContext context, InstanceRecord instance) => SubnetZones.GetId(context, instance.Zone);

    /// <summary>Returns the ID of the only VPC.</summary>
    public static string Vpc(ActionContext context) => Part("vpc", context, 2);

    /// <summary>Derives the ID of a part of a numbered resource.</summary>
    public static string Part(string prefix, ActionContext context, long number) =>
        IdGenerator.Create(prefix, context.State.Seed + prefix.Length, number);
}
