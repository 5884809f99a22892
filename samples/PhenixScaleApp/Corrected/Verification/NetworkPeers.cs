using Scalewright.Topologies;

namespace PhenixScaleApp.Corrected.Verification;

/// <summary>Finds an address to ping for each container interface: the gateway, or another container.</summary>
internal sealed class NetworkPeers
{
    private readonly Dictionary<string, (Address First, Address Last)> _ends = new(StringComparer.Ordinal);

    /// <summary>Reads the first and the last address of each network.</summary>
    public NetworkPeers(Topology topology)
    {
        foreach (NodeGroup group in topology.Groups.Values)
        {
            foreach (NodeSpec node in group.Nodes)
            {
                foreach (ContainerSpec container in group.GetContainers(node))
                {
                    Add(container);
                }
            }
        }
    }

    /// <summary>Finds the address to ping from an interface.</summary>
    /// <param name="link">Index of the interface, from 0.</param>
    /// <returns>The address; null if there is no other one on the network.</returns>
    public Address? Find(in ContainerSpec container, int link)
    {
        NetworkAttachment rule = container.Role.NetworkAttachments[link];
        if (container.Role.Gateway is { } gateway && rule.Addresses.Subnet.Contains(gateway))
        {
            return gateway;
        }

        (Address first, Address last) = _ends[container.Format(rule.Network)];
        Address own = container.GetAddress(link);
        if (own != first)
        {
            return first;
        }

        return own == last ? null : last;
    }

    private void Add(in ContainerSpec container)
    {
        for (int link = 0; link < container.Role.NetworkAttachments.Count; link++)
        {
            string network = container.Format(container.Role.NetworkAttachments[link].Network);
            Address address = container.GetAddress(link);
            _ends[network] = _ends.TryGetValue(network, out (Address First, Address Last) ends) ? (ends.First, address) : (address, address);
        }
    }
}
