using Docker.DotNet.Models;
using Address = Scalewright.Topologies.Address;

namespace Scalewright.Providers.Containers.Networks;

/// <summary>Interface of a container in a network of its engine.</summary>
/// <param name="Network">ID of the network.</param>
/// <param name="Address">Address of the interface, which it has after each start.</param>
/// <param name="Mac">
/// MAC address. Without a fixed one, other nodes of Podman do not reach a container that was connected again until
/// their ARP entries have expired.
/// </param>
internal sealed record NodeEndpoint(string Network, Address Address, string Mac)
{
    private const char Separator = ' ';
    private const char PartSeparator = ',';

    /// <summary>Returns the MAC address that engines derive from an address: 02:42 and its last four bytes.</summary>
    public static string GetMac(Address address)
    {
        uint bits = (uint)(address.ToUInt128() & uint.MaxValue);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"02:42:{bits >> 24:x2}:{(bits >> 16) & 0xff:x2}:{(bits >> 8) & 0xff:x2}:{bits & 0xff:x2}"
        );
    }

    /// <summary>Returns the text of a label.</summary>
    public static string Write(IEnumerable<NodeEndpoint> endpoints) =>
        string.Join(Separator, endpoints.Select(endpoint => string.Join(PartSeparator, endpoint.Network, endpoint.Address, endpoint.Mac)));

    /// <summary>Reads the text of a label. Ignores invalid parts.</summary>
    public static ValueList<NodeEndpoint> Read(string text)
    {
        List<NodeEndpoint> endpoints = [];
        foreach (string[] parts in text.Split(Separator).Select(word => word.Split(PartSeparator)))
        {
            if (parts.Length == 3 && Address.TryParse(parts[1], out Address address))
            {
                endpoints.Add(new NodeEndpoint(parts[0], address, parts[2]));
            }
        }

        return endpoints.ToValueList();
    }

    /// <param name="alias">Name under which the other containers of the network find this one.</param>
    public EndpointSettings ToSettings(string alias) =>
        new()
        {
            Aliases = [alias],
            MacAddress = Mac,
            IPAMConfig = Address.IsIPv6
                ? new EndpointIPAMConfig { IPv6Address = Address.ToString() }
                : new EndpointIPAMConfig { IPv4Address = Address.ToString() },
        };
}
