using Scalewright.Providers.Chameleon.Addresses;
using Scalewright.Providers.Chameleon.Leases;
using Scalewright.Providers.Chameleon.Servers;

namespace Scalewright.Providers.Chameleon.Nodes;

/// <summary>What there was at a site.</summary>
/// <param name="Nodes">All nodes, whosever.</param>
internal sealed record SiteSight(string Region, ValueList<LeaseSight> Leases, ValueList<PlacedNode> Nodes, ValueList<PlacedAddress> Addresses)
{
    /// <summary>The lease of a node; null: it is not there any more.</summary>
    public LeaseSight? LeaseOf(PlacedNode node) => Leases.FirstOrDefault(lease => lease.Id == node.Mark.Lease);

    /// <summary>The nodes of a lease.</summary>
    public IEnumerable<PlacedNode> NodesOf(string lease) => Nodes.Where(node => node.Mark.Lease == lease);

    public PlacedAddress? AddressOf(PlacedNode node) => Addresses.FirstOrDefault(address => address.Mark.Token == node.Mark.Node.Token && address.Mark.Owner == node.Owner);

    /// <summary>Leases that were made for nodes and have none: whoever made them did not come to it, or did not end them.</summary>
    public IEnumerable<LeaseSight> EmptyLeases => Leases.Where(lease => !lease.IsEnding && LeaseName.Read(lease.Name) is not null && !NodesOf(lease.Id).Any());

    /// <summary>Addresses whose nodes are gone.</summary>
    public IEnumerable<PlacedAddress> LostAddresses => Addresses.Where(address => !Nodes.Any(node => node.Mark.Node.Token == address.Mark.Token && node.Owner == address.Mark.Owner));
}
