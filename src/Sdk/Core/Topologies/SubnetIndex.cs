namespace Scalewright.Topologies;

/// <summary>Networks that have no address in common, in the order of their addresses; finds the one that a newcomer would overlap.</summary>
/// <remarks>IPv4 and IPv6 never meet. Not thread-safe; lives for one check.</remarks>
internal sealed class SubnetIndex
{
    private readonly List<(Subnet Subnet, string Name)> _entries = [];

    /// <summary>The ranges of networks; of those that overlap, the first.</summary>
    public static SubnetIndex Of(IEnumerable<NetworkSpec> networks)
    {
        SubnetIndex index = new();
        foreach (NetworkSpec network in networks)
        {
            index.Add(network.Name, network.Subnet);
        }

        return index;
    }

    /// <summary>Adds a network, unless it overlaps one that is there.</summary>
    /// <param name="subnet">Its addresses; host bits do not count.</param>
    /// <returns>The network that is there already; null when it was added.</returns>
    public (Subnet Subnet, string Name)? Add(string name, Subnet subnet)
    {
        int next = IndexBehind(subnet.Last);
        // The entries are disjoint, so only the last one that begins in time can reach it.
        if (next > 0 && subnet.First <= _entries[next - 1].Subnet.Last)
        {
            return _entries[next - 1];
        }

        _entries.Insert(next, (subnet, name));
        return null;
    }

    /// <summary>Index of the first entry that begins behind an address.</summary>
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
