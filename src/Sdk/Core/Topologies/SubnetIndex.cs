namespace Scalewright.Topologies;

/// <summary>Disjoint networks, ordered by address. Finds the existing network that a new one overlaps.</summary>
/// <remarks>IPv4 and IPv6 never overlap. Not thread-safe.</remarks>
internal sealed class SubnetIndex
{
    private readonly List<(Subnet Subnet, string Name)> _entries = [];

    /// <summary>Indexes the ranges of networks. Of overlapping networks, only the first is added.</summary>
    public static SubnetIndex Create(IEnumerable<NetworkSpec> networks)
    {
        SubnetIndex index = new();
        foreach (NetworkSpec network in networks)
        {
            index.Add(network.Name, network.Subnet);
        }

        return index;
    }

    /// <summary>Adds a network, unless it overlaps an existing one.</summary>
    /// <param name="subnet">Addresses of the network. Host bits are ignored.</param>
    /// <returns>The overlapping network, or null if the new one was added.</returns>
    public (Subnet Subnet, string Name)? Add(string name, Subnet subnet)
    {
        int next = IndexBehind(subnet.Last);
        // Entries are disjoint, so only the last one that starts at or before the new end can overlap.
        if (next > 0 && subnet.First <= _entries[next - 1].Subnet.Last)
        {
            return _entries[next - 1];
        }

        _entries.Insert(next, (subnet, name));
        return null;
    }

    /// <summary>Index of the first entry that starts after an address.</summary>
    private int IndexBehind(Address address)
    {
        (int low, int high) = (0, _entries.Count);
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _entries[middle].Subnet.First <= address ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
