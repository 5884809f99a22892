using System.Globalization;
using Scalewright.Providers.AutoScaling.Model;
using Scalewright.Providers.AutoScaling.Wire;

namespace Scalewright.Providers.AutoScaling.Actions;

/// <summary>Writes an instance in the words of EC2. Addresses and ids of parts are made from its number; nothing listens there.</summary>
internal static class Ec2Reply
{
    /// <summary>Code and name of a state (EC2 API reference, InstanceState).</summary>
    public static (int Code, string Name) StateOf(InstanceRecord instance) => instance.State switch
    {
        InstanceState.Terminating => (32, "shutting-down"),
        InstanceState.Terminated => (48, "terminated"),
        InstanceState.Pending => (0, "pending"),
        _ => PowerOf(instance),
    };

    private static (int Code, string Name) PowerOf(InstanceRecord instance) => instance.Power switch
    {
        PowerState.Starting => (0, "pending"),
        PowerState.Stopping => (64, "stopping"),
        PowerState.Stopped => (80, "stopped"),
        _ => (16, "running"),
    };

    /// <summary>Number of an instance's reservation.</summary>
    public static long ReservationOf(InstanceRecord instance) => instance.Reservation > 0 ? instance.Reservation : instance.Number;

    /// <summary>Writes a reservation with instances that were started together.</summary>
    public static void WriteAll(XmlText xml, ActionContext context, IReadOnlyList<InstanceRecord> instances) => xml
        .Empty("groupSet")
        .List("instancesSet", "item", instances, (_, instance) => WriteInstance(xml, context, instance, Ec2Actions.TagsOf(context, instance)))
        .Leaf("ownerId", context.Options.AccountId)
        .Leaf("reservationId", instances.Count > 0 ? Part("r", context, ReservationOf(instances[0])) : "");

    private static void WriteInstance(XmlText xml, ActionContext context, InstanceRecord instance, IEnumerable<KeyValuePair<string, string>> tags)
    {
        WriteHead(xml, instance);
        WriteDisk(xml, context, instance);
        xml.Leaf("ebsOptimized", truth: false).Leaf("hypervisor", "xen");
        WriteInterface(xml, context, instance);
        xml.Leaf("rootDeviceName", "/dev/sda1").Leaf("rootDeviceType", "ebs");
        WriteGroups(xml, context, instance);
        xml.Leaf("sourceDestCheck", truth: true).Leaf("sriovNetSupport", "simple")
            .Open("stateReason").Empty("code").Empty("message").Close("stateReason")
            .List("tagSet", "item", tags, static (xml, tag) => xml.Leaf("key", tag.Key).Leaf("value", tag.Value))
            .Leaf("virtualizationType", "hvm");
        WriteMetadata(xml);
    }

    private static void WriteHead(XmlText xml, InstanceRecord instance)
    {
        (int code, string name) = StateOf(instance);
        xml.Leaf("amiLaunchIndex", instance.LaunchIndex)
            .Leaf("imageId", instance.ImageId)
            .Leaf("instanceId", instance.Id)
            .Maybe("clientToken", instance.ClientToken)
            .Leaf("instanceType", instance.InstanceType)
            .Empty("kernelId")
            .Maybe("keyName", instance.KeyName)
            .Leaf("launchTime", instance.LaunchedAt)
            .Open("monitoring").Leaf("state", "disabled").Close("monitoring")
            .Open("placement").Leaf("availabilityZone", instance.Zone).Empty("groupName").Leaf("tenancy", "default").Close("placement")
            .Leaf("privateDnsName", $"{instance.Id}.internal")
            .Leaf("privateIpAddress", Private(instance))
            .Empty("productCodes")
            .Leaf("dnsName", $"{instance.Id}.example")
            .Leaf("ipAddress", Public(instance))
            .Open("instanceState").Leaf("code", code).Leaf("name", name).Close("instanceState")
            .Empty("reason");
    }

    private static void WriteDisk(XmlText xml, ActionContext context, InstanceRecord instance) => xml
        .Leaf("subnetId", Part("subnet", context, 1))
        .Leaf("vpcId", Part("vpc", context, 2))
        .Leaf("architecture", "x86_64")
        .Open("blockDeviceMapping").Open("item").Leaf("deviceName", "/dev/sda1")
        .Open("ebs").Leaf("attachTime", instance.LaunchedAt).Leaf("deleteOnTermination", truth: true).Leaf("status", "attached").Leaf("volumeId", Part("vol", context, instance)).Close("ebs")
        .Close("item").Close("blockDeviceMapping");

    private static void WriteInterface(XmlText xml, ActionContext context, InstanceRecord instance)
    {
        xml.Open("networkInterfaceSet").Open("item");
        WriteAssociation(xml, context, instance);
        xml.Open("attachment").Leaf("attachTime", instance.LaunchedAt).Leaf("attachmentId", Part("eni-attach", context, instance)).Leaf("deleteOnTermination", truth: true)
            .Leaf("deviceIndex", 0).Leaf("status", "attached").Leaf("networkCardIndex", 0).Close("attachment")
            .Leaf("description", "Primary network interface");
        WriteGroups(xml, context, instance);
        xml.Empty("ipv6AddressesSet")
            .Leaf("macAddress", string.Create(CultureInfo.InvariantCulture, $"02:00:{(instance.Number >> 24) & 255:x2}:{(instance.Number >> 16) & 255:x2}:{(instance.Number >> 8) & 255:x2}:{instance.Number & 255:x2}"))
            .Leaf("networkInterfaceId", Part("eni", context, instance))
            .Leaf("ownerId", context.Options.AccountId)
            .Leaf("privateDnsName", $"{instance.Id}.internal")
            .Leaf("privateIpAddress", Private(instance))
            .Open("privateIpAddressesSet").Open("item");
        WriteAssociation(xml, context, instance);
        xml.Leaf("primary", truth: true).Leaf("privateIpAddress", Private(instance)).Close("item").Close("privateIpAddressesSet")
            .Leaf("sourceDestCheck", truth: true).Leaf("status", "in-use").Leaf("subnetId", Part("subnet", context, 1)).Leaf("vpcId", Part("vpc", context, 2)).Leaf("interfaceType", "interface")
            .Close("item").Close("networkInterfaceSet");
    }

    private static void WriteAssociation(XmlText xml, ActionContext context, InstanceRecord instance) => xml
        .Open("association").Leaf("ipOwnerId", context.Options.AccountId).Leaf("publicDnsName", $"{instance.Id}.example").Leaf("publicIp", Public(instance)).Close("association");

    private static void WriteGroups(XmlText xml, ActionContext context, InstanceRecord instance)
    {
        ValueList<string> named = context.State.Launches.TryGetValue(instance.Launch, out LaunchRecord? launch) ? launch.SecurityGroups : [];
        xml.List("groupSet", "item", named, (_, name) => xml.Leaf("groupName", name).Leaf("groupId", Part("sg", context, 3)));
    }

    private static void WriteMetadata(XmlText xml) => xml
        .Open("metadataOptions").Leaf("state", "applied").Leaf("httpTokens", "optional").Leaf("httpPutResponseHopLimit", 1)
        .Leaf("httpEndpoint", "enabled").Leaf("httpProtocolIpv6", "disabled").Leaf("instanceMetadataTags", "disabled").Close("metadataOptions");

    private static string Part(string word, ActionContext context, InstanceRecord instance) => Part(word, context, instance.Number);

    private static string Part(string word, ActionContext context, long number) => Identity.Of(word, context.State.Seed + word.Length, number);

    // RFC 1918 for the inside, RFC 2544 (benchmarks) for the outside.
    private static string Private(InstanceRecord instance) => string.Create(CultureInfo.InvariantCulture, $"10.{(instance.Number >> 16) & 255}.{(instance.Number >> 8) & 255}.{instance.Number & 255}");

    private static string Public(InstanceRecord instance) => string.Create(CultureInfo.InvariantCulture, $"198.{18 + ((instance.Number >> 16) & 1)}.{(instance.Number >> 8) & 255}.{instance.Number & 255}");
}
