namespace Scalewright.Providers.AutoScaling.Parameters;

/// <summary>Parameters of EC2's actions of network interfaces.</summary>
internal static class InterfaceParameters
{
    public static ParameterTable Describe { get; } = ParameterTable.Empty.Done(
        "DryRun", "NetworkInterfaceId.N", "Filter.N.Name", "Filter.N.Value.N", "MaxResults", "NextToken");

    /// <summary>Adds those by which RunInstances describes the network interface of its instances.</summary>
    public static ParameterTable WithInterface(this ParameterTable table) => table
        .Done("NetworkInterface.N.DeviceIndex", "NetworkInterface.N.SubnetId")
        .Recorded(RecordedReason.Traffic, "NetworkInterface.N.SecurityGroupId.N")
        .Recorded(
            RecordedReason.Addresses,
            "PrivateIpAddress",
            "NetworkInterface.N.PrivateIpAddress",
            "NetworkInterface.N.PrivateIpAddresses.N.PrivateIpAddress",
            "NetworkInterface.N.PrivateIpAddresses.N.Primary",
            "NetworkInterface.N.AssociatePublicIpAddress")
        .RefusedUnless("true", "an interface goes with its instance here", "NetworkInterface.N.DeleteOnTermination")
        .RefusedUnless("interface", "interfaces have one type here", "NetworkInterface.N.InterfaceType")
        .RefusedUnless("0", "instances have one network card here", "NetworkInterface.N.NetworkCardIndex")
        .Refused("addresses and networks of instances are not chosen so here", "NetworkInterface", "Ipv6Address",
            "PrivateDnsNameOptions");
}
