using Scalewright.Providers.Containers.Client;
using Scalewright.Providers.Containers.Nodes;
using Scalewright.Topologies;

namespace Scalewright.Providers.Containers.Networks;

/// <summary>
/// Addresses of networks that this program has given to nodes whose containers the engine may not list yet.
/// </summary>
internal sealed class AddressPool
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, HashSet<Address>> _reserved = new(StringComparer.Ordinal);

    /// <summary>Reserves the first free address of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="used">Addresses of existing containers.</param>
    /// <returns>Null if none is free.</returns>
    public Address? ReserveFree(EngineNetwork network, IEnumerable<Address> used)
    {
        lock (_gate)
        {
            HashSet<Address> reserved = GetReserved(network.Id);
            string range = network.Labels.GetValueOrDefault(ContainerTags.RangeLabel, "");
            HashSet<Address> taken = [.. used, .. network.Gateways, .. reserved];
            foreach (Subnet subnet in network.Subnets.Where(subnet => subnet.ToString() == range))
            {
                // The last one is the address of the bridge, if the topology does not name another one.
                for (Address next = subnet.First.Add(1); next < subnet.LastUsable; next = next.Add(1))
                {
                    if (taken.Add(next))
                    {
                        reserved.Add(next);
                        return next;
                    }
                }
            }

            return null;
        }
    }

    /// <summary>Reserves a certain address.</summary>
    public void Reserve(string network, Address address)
    {
        lock (_gate)
        {
            GetReserved(network).Add(address);
        }
    }

    public void Release(NodeEndpoint endpoint)
    {
        lock (_gate)
        {
            GetReserved(endpoint.Network).Remove(endpoint.Address);
        }
    }

    private HashSet<Address> GetReserved(string network)
    {
        if (!_reserved.TryGetValue(network, out HashSet<Address>? addresses))
        {
            addresses = [];
            _reserved.Add(network, addresses);
        }

        return addresses;
    }
}
