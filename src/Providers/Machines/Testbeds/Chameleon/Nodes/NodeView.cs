using Scalewright.Providers.Chameleon.Addresses;
using Scalewright.Providers.Chameleon.Leases;
using Scalewright.Providers.Chameleon.Servers;

namespace Scalewright.Providers.Chameleon.Nodes;

/// <summary>What is there as resources.</summary>
/// <param name="options">When nodes are told to end.</param>
internal sealed class NodeView(SiteDesk desk, ChameleonOptions options)
{
    /// <summary>Nodes, and what is left of nodes: leases without any and addresses of none, which somebody must remove.</summary>
    /// <param name="sight">What is there.</param>
    /// <param name="owner">Whose; null: whosever.</param>
    public IEnumerable<Resource> All(SiteSight sight, Owner? owner) =>
    [
        .. sight.Nodes.Where(node => owner is null || node.Owner == owner).Select(node => ToResource(node, sight)),
        .. sight.EmptyLeases.Where(lease => !desk.Leases.IsHeld(lease.Id) && (owner is null || LeaseName.IsOf(lease.Name, owner))).Select(lease => Left(lease, owner ?? OwnerOf(lease, sight))),
        .. sight.LostAddresses.Where(address => owner is null || address.Mark.Owner == owner).Select(Left),
    ];

    public Resource ToResource(PlacedNode node, SiteSight sight)
    {
        ResourceState state = desk.Keeper.StateOf(node, sight);
        LeaseSight? lease = sight.LeaseOf(node);
        return node.Mark.Node.ToResource(node.Id.ToString(), state)! with
        {
            Cloud = new Place(node.Region, node.Mark.Type).ToString(),
            EndsAt = state != ResourceState.Leaving ? LeaseEnds.Told(lease?.Starts, lease?.Ends, options.EndNotice, options.Clock.GetUtcNow()) : null,
        };
    }

    /// <summary>Where a node is reached; empty: nowhere yet.</summary>
    public string AddressOf(PlacedNode node, SiteSight sight) =>
        desk.Addresses.IsUsed ? sight.AddressOf(node) is { IsAttached: true } address ? address.Wire.Address ?? "" : "" : node.OwnAddress;

    /// <summary>Whose nodes a lease was for: an owner that is known here, else as its name tells.</summary>
    private static Owner OwnerOf(LeaseSight lease, SiteSight sight) =>
        sight.Nodes.Select(node => node.Owner).Concat(sight.Addresses.Select(address => address.Mark.Owner)).FirstOrDefault(owner => LeaseName.IsOf(lease.Name, owner)) ?? LeaseName.Read(lease.Name)!;

    private static Resource Left(LeaseSight lease, Owner owner) =>
        Left(new NodeId(lease.Region, lease.Id, ""), new ResourceTag(owner, StepTarget.Node, $"lease-{lease.Id}", $"lease-{lease.Id}"), lease.Created);

    private Resource Left(PlacedAddress address) => Left(
        new NodeId(desk.Region, NodeId.Address, address.Wire.Id), new ResourceTag(address.Mark.Owner, StepTarget.Node, $"address-{address.Wire.Id}", $"address-{address.Wire.Id}"),
        LeaseTime.Read(address.Wire.CreatedAt) ?? default);

    private static Resource Left(NodeId id, ResourceTag tag, DateTimeOffset created) => new(id.ToString(), tag, ResourceState.Failed, created) { Cloud = id.Region };
}
