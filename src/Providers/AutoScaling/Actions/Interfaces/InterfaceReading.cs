using System.Net;
using System.Net.Sockets;
using Scalewright.Providers.AutoScaling.Model;
using Scalewright.Providers.AutoScaling.Wire;

namespace Scalewright.Providers.AutoScaling.Actions.Interfaces;

/// <summary>Reads the network interface of RunInstances: an instance has one.</summary>
/// <remarks>Source: EC2 API reference, RunInstances and InstanceNetworkInterfaceSpecification.</remarks>
internal static class InterfaceReading
{
    private const string List = "NetworkInterface";

    /// <summary>Reads it, or what the request says of the instance in its place.</summary>
    /// <exception cref="QueryFaultException">Both came, there are several, or an address is no address
    /// here.</exception>
    public static InterfaceRequest Read(ActionContext context)
    {
        QueryReader read = context.Read;
        string[] prefixes = [.. read.Structures(List)];
        if (prefixes.Length == 0)
        {
            return new InterfaceRequest
            {
                Subnet = read.Text("SubnetId"),
                Groups = read.Texts("SecurityGroupId"),
                Address = Checked(context, read.Text("PrivateIpAddress")),
            };
        }

        CheckAlone(read, prefixes);
        string prefix = prefixes[0];
        if (read.RequiredNumber(prefix + "DeviceIndex") != 0)
        {
            read.Refuse(
                $"Value of '{prefix}DeviceIndex' is invalid: the first network interface has the device index 0");
        }

        return new InterfaceRequest
        {
            Subnet = read.Text(prefix + "SubnetId"),
            Groups = read.Texts(prefix + "SecurityGroupId"),
            Address = Checked(
                context, read.Text(prefix + "PrivateIpAddress") ?? Primary(read, prefix + "PrivateIpAddresses")),
            HasPublicAddress = read.Truth(prefix + "AssociatePublicIpAddress"),
        };
    }

    private static void CheckAlone(QueryReader read, string[] prefixes)
    {
        if (prefixes.Length > 1)
        {
            throw new QueryFaultException(new WireFault(
                400, "UnsupportedOperation",
                    $"The parameter {prefixes[1]}DeviceIndex is not supported: an instance has one network interface "
                        + "here"));
        }

        (string Name, string Words)[] others =
        [
            ("SubnetId", "subnet ID"), ("SecurityGroupId", "security groups"), ("SecurityGroup", "security groups"),
            ("PrivateIpAddress", "private address"),
        ];
        foreach ((string name, string words) in others)
        {
            if (read.Text(name) is not null || read.Has(name + "."))
            {
                throw new QueryFaultException(WireFault.InvalidCombination(
                    WireService.Ec2,
                    $"Network interfaces and an instance-level {words} may not be specified on the same request"));
            }
        }
    }

    private static string? Primary(QueryReader read, string list)
    {
        string? primary = null;
        foreach (string prefix in read.Structures(list))
        {
            string address = read.Required(prefix + "PrivateIpAddress");
            if (read.Truth(prefix + "Primary") != true || primary is not null)
            {
                read.Refuse(
                    $"The parameter {prefix}PrivateIpAddress is not supported: an instance has one private address "
                        + "here, the primary one");
            }

            primary = address;
        }

        return primary;
    }

    private static string Checked(ActionContext context, string? address)
    {
        if (address is null)
        {
            return "";
        }

        bool isAddress = IPAddress.TryParse(address, out IPAddress? parsed)
            && parsed.AddressFamily == AddressFamily.InterNetwork
            && parsed.ToString() == address;
        if (!isAddress || !address.StartsWith("10.", StringComparison.Ordinal))
        {
            throw new QueryFaultException(WireFault.InvalidParameterValue(
                $"Address {Printable.Escape(address)} does not fall within the subnet's address range "
                    + $"{SubnetActions.Range}"));
        }

        bool isUsed = context.State.AllInstances.Any(instance =>
            instance.State != InstanceState.Terminated && InstanceNames.PrivateIp(instance) == address);
        return isUsed
            ? throw new QueryFaultException(
                new WireFault(400, "InvalidIPAddress.InUse", $"Address {address} is in use."))
            : address;
    }
}
