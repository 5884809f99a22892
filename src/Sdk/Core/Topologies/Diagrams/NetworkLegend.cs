namespace Scalewright.Topologies.Diagrams;

/// <summary>
/// Networks of a diagram: first the networks of the topology in declared order, then further networks of containers.
/// </summary>
internal sealed class NetworkLegend
{
    private const int MaxNetworks = 12;
    private readonly List<string> _keys = [];
    private readonly List<DiagramNetwork> _networks = [];

    public ValueList<DiagramNetwork> Networks => _networks.ToValueList();

    public static NetworkLegend Create(Topology topology)
    {
        NetworkLegend legend = new();
        foreach (NetworkSpec network in topology.DeclaredNetworks)
        {
            legend.Add(network.Name, Create(network));
        }

        foreach (NodeGroup group in topology.DeclaredGroups)
        {
            foreach (NetworkAttachment link in LinksIn(group))
            {
                legend.Add(GetKey(group, link), Create(group, link));
            }
        }

        return legend;
    }

    /// <summary>Returns the addresses of a group, one line per visible network.</summary>
    public ValueList<DiagramLink> GetLinks(NodeGroup group) =>
        LinksIn(group)
            .GroupBy(link => _keys.IndexOf(GetKey(group, link)))
            .Where(same => same.Key >= 0)
            .OrderBy(same => same.Key)
            .Select(same => new DiagramLink(same.Key, Describe(group, [.. same])))
            .ToValueList();

    private static IEnumerable<NetworkAttachment> LinksIn(NodeGroup group) =>
        group.ContainerCount == 0
            ? []
            : group.ContainerLayout.Roles.SelectMany(role => (IEnumerable<NetworkAttachment>)role.NetworkAttachments);

    // A pattern refers to different networks in each group.
    private static string GetKey(NodeGroup group, NetworkAttachment link) =>
        IsPattern(link) ? $"{group.Name} {link.Network.Text}" : link.Network.Text;

    private static bool IsPattern(NetworkAttachment link) => link.Network.Text.Contains('{', StringComparison.Ordinal);

    private static long CountUnits(NodeGroup group) =>
        (group.ContainerCount + group.ContainerLayout.Roles.Count - 1) / group.ContainerLayout.Roles.Count;

    private static DiagramNetwork Create(NetworkSpec network)
    {
        double share = (double)network.UsedAddressCount / (double)network.Subnet.Size;
        string use = $"{DiagramBuilder.Count(network.UsedAddressCount, "address")} used";
        return new DiagramNetwork(
            Name: network.Name,
            Subnet: network.Subnet.ToString(),
            Gateway: network.Gateway is { } gateway ? $"gateway {gateway}" : "no gateway",
            Use: use,
            Math.Min(share, 1)
        );
    }

    private static DiagramNetwork Create(NodeGroup group, NetworkAttachment link)
    {
        if (!IsPattern(link))
        {
            return new DiagramNetwork(
                Name: link.Network.Text,
                Subnet: link.Addresses.Subnet.ToString(),
                Gateway: "no gateway",
                Use: "",
                null
            );
        }

        NodeSpec[] used = [.. group.Nodes.Where(node => node.ContainerCount > 0)];
        string first = group.GetContainers(used[0])[0].Format(link.Network);
        string last = group.GetContainers(used[^1])[used[^1].ContainerCount - 1].Format(link.Network);
        string name = first == last ? first : $"{first} … {last}";
        Subnet subnet = link.Addresses.Subnet;
        return new DiagramNetwork(
            Name: name,
            Subnet: new Subnet(subnet.First, subnet.PrefixLength).ToString(),
            Gateway: "private",
            Use: $"{DiagramBuilder.Count(CountUnits(group), "network")} alike",
            null
        );
    }

    private static string Describe(NodeGroup group, NetworkAttachment[] links)
    {
        if (links.All(link => link.Addresses.IsFixed))
        {
            Address[] same = [.. links.Select(link => link.Addresses.First).Order()];
            return same.Length == 1 ? $"{same[0]} in each" : $"{same[0]} … {same[^1]}, {same.Length} in each";
        }

        long units = CountUnits(group);
        AddressBlock[] blocks = [.. links.Select(link => link.Addresses).Where(block => !block.IsFixed)];
        Address first = blocks.Min(block => block.First == block.Reserved ? block.GetAddress(0) : block.First);
        Address last = blocks.Max(block => block.GetAddress(units - 1));
        string count = (units * blocks.Length).ToString("N0", CultureInfo.InvariantCulture);
        return first == last ? first.ToString() : $"{first} … {last} ({count})";
    }

    private void Add(string key, DiagramNetwork network)
    {
        if (!_keys.Contains(key) && _keys.Count < MaxNetworks)
        {
            _keys.Add(key);
            _networks.Add(network);
        }
    }
}

internal sealed record DiagramLink(int Network, string Addresses);

/// <summary>Network, or the networks of one pattern.</summary>
/// <param name="Name">Name; <c>first … last</c> for a pattern.</param>
/// <param name="Use">Number of used addresses, as text.</param>
/// <param name="Share">Ratio of used addresses, 0 to 1. Null if not meaningful.</param>
internal sealed record DiagramNetwork(string Name, string Subnet, string Gateway, string Use, double? Share);
