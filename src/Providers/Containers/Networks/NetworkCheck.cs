using Scalewright.Providers.Containers.Client;
using Scalewright.Providers.Containers.Nodes;
using Scalewright.Topologies;

namespace Scalewright.Providers.Containers.Networks;

/// <summary>Reasons why an engine cannot have the networks of a topology.</summary>
internal static class NetworkCheck
{
    // Four addresses: network, broadcast, bridge and one node.
    private const int MinHostBits = 2;

    /// <param name="topology">The topology.</param>
    /// <param name="existing">All networks of the engine.</param>
    public static IEnumerable<Problem> Run(Topology topology, ValueList<EngineNetwork> existing) =>
        [
            .. topology.Networks.Values.Where(IsTooSmall).Select(ContainersProblems.TooSmall),
            .. topology.Networks.Values.SelectMany(network => FindOverlaps(network, existing)),
            .. topology.Nodes.SelectMany(node => CheckNode(node, topology.Networks)),
            .. FindDuplicates(topology),
        ];

    public static bool Overlaps(Subnet left, Subnet right) =>
        left.Base.IsIPv6 == right.Base.IsIPv6 && left.First <= right.Last && right.First <= left.Last;

    /// <summary>
    /// Returns the address of the bridge: that of the router if the topology has one. Nodes are numbered from the first
    /// address, so it is the last one for IPv4. Docker cannot assign the last one of large IPv6 networks, so it is the
    /// second one for IPv6.
    /// </summary>
    public static Address GetBridge(NetworkSpec network)
    {
        if (network.Gateway is { } gateway)
        {
            return gateway;
        }

        Subnet subnet = network.Subnet;
        return subnet.Base.IsIPv6 ? subnet.First.Add(1) : subnet.LastUsable;
    }

    private static bool IsTooSmall(NetworkSpec network) => network.Subnet.PrefixLength > network.Subnet.Base.BitLength - MinHostBits;

    // The check does not know the owner, so a network with the same name and range may be the one to check.
    private static IEnumerable<Problem> FindOverlaps(NetworkSpec network, ValueList<EngineNetwork> existing) =>
        existing
            .Where(other => other.Subnets.Any(subnet => Overlaps(subnet, network.Subnet)) && !IsSameNetwork(other, network))
            .Select(other => ContainersProblems.Overlap(network, other));

    private static bool IsSameNetwork(EngineNetwork existing, NetworkSpec network) =>
        existing.Labels.GetValueOrDefault(ContainerTags.NameLabel) == network.Name
        && existing.Subnets.Any(subnet => subnet.First == network.Subnet.First && subnet.PrefixLength == network.Subnet.PrefixLength);

    private static IEnumerable<Problem> CheckNode(NodeSpec node, ValueMap<NetworkSpec> networks)
    {
        foreach (Problem problem in NodeInterface.Check(node))
        {
            yield return problem;
        }

        foreach (NodeInterface entry in NodeInterface.Read(node))
        {
            if (!networks.TryGetValue(entry.Network, out NetworkSpec? network))
            {
                yield return ContainersProblems.UnknownNetwork(node.Name, entry.Network);
            }
            else if (entry.Address is { } address && !IsUsable(address, network))
            {
                yield return ContainersProblems.UnusableAddress(node.Name, address, network);
            }
        }
    }

    private static bool IsUsable(Address address, NetworkSpec network) =>
        network.Subnet.Contains(address)
        && address > network.Subnet.First
        && address <= network.Subnet.LastUsable
        && address != GetBridge(network);

    private static IEnumerable<Problem> FindDuplicates(Topology topology) =>
        topology
            .Nodes.SelectMany(FindFixedAddresses)
            .GroupBy(use => (use.Network, use.Address))
            .Where(group => group.Count() > 1)
            .Select(group => ContainersProblems.DuplicateAddress([.. group.Select(use => use.Node)], group.Key.Address, group.Key.Network));

    private static IEnumerable<FixedAddress> FindFixedAddresses(NodeSpec node)
    {
        foreach (NodeInterface entry in NodeInterface.Read(node))
        {
            if (entry.Address is { } address)
            {
                yield return new FixedAddress(node.Name, entry.Network, address);
            }
        }
    }

    private sealed record FixedAddress(string Node, string Network, Address Address);
}
