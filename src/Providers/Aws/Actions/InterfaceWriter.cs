namespace Scalewright.Providers.AutoScaling.Actions;

/// <summary>Writes the network interface of an instance, from which clients read its addresses.</summary>
internal static class InterfaceWriter
{
    public static string GetId(ActionContext context, InstanceRecord instance) => Ec2InstanceWriter.Part("eni", context, instance.Number);

    public static void WriteAll(XmlText xml, ActionContext context, InstanceRecord instance) =>
        xml.List("networkInterfaceSet", "item", [instance], (_, attached) => Write(xml, context, attached));

    private static void Write(XmlText xml, ActionContext context, InstanceRecord instance)
    {
        WriteAssociation(xml, context, instance);
        xml.Open("attachment")
            .Leaf("attachTime", instance.LaunchedAt)
            .Leaf("attachmentId", Ec2InstanceWriter.Part("eni-attach", context, instance.Number))
            .Leaf("deleteOnTermination", value: true)
            .Leaf("deviceIndex", 0)
            .Leaf("status", "attached")
            .Leaf("networkCardIndex", 0)
            .Close("attachment")
            .Leaf("description", "Primary network interface");
        Ec2InstanceWriter.WriteGroups(xml, context, instance);
        xml.Empty("ipv6AddressesSet")
            .Leaf("macAddress", InstanceNames.Mac(instance))
            .Leaf("networkInterfaceId", GetId(context, instance))
            .Leaf("ownerId", context.Options.AccountId)
            .Leaf("privateDnsName", InstanceNames.PrivateDns(instance, context.Options.Region))
            .Leaf("privateIpAddress", InstanceNames.PrivateIp(instance))
            .Open("privateIpAddressesSet")
            .Open("item");
        WriteAssociation(xml, context, instance);
        xml.Leaf("primary", value: true)
            .Leaf("privateIpAddress", InstanceNames.PrivateIp(instance))
            .Close("item")
            .Close("privateIpAddressesSet")
            .Leaf("sourceDestCheck", value: !instance.IsUnchecked)
            .Leaf("status", "in-use")
            .Leaf("subnetId", Ec2InstanceWriter.Subnet(context, instance))
            .Leaf("vpcId", Ec2InstanceWriter.Vpc(context))
            .Leaf("interfaceType", "interface");
    }

    private static void WriteAssociation(XmlText xml, ActionContext context, InstanceRecord instance)
    {
        if (InstanceNames.PublicIp(instance) is { Length: > 0 } address)
        {
            xml.Open("association")
                .Leaf("ipOwnerId", context.Options.AccountId)
                .Leaf("publicDnsName", InstanceNames.PublicDns(instance, context.Options.Region))
                .Leaf("publicIp", address)
                .Close("association");
        }
    }
}
