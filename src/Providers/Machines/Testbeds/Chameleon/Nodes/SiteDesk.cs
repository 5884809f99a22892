namespace Scalewright.Providers.Chameleon.Nodes;

/// <summary>Clients and state of one site.</summary>
internal sealed class SiteDesk : IDisposable
{
    public SiteDesk(ChameleonSite site, HttpMessageInvoker http, ChameleonOptions options, Random chance, ILogger logger)
    {
        Session = new SiteSession(site, http, options, chance, logger);
        Names = new NamedThings(Session);
        Leases = new LeaseBook(Session, options);
        Servers = new ServerShelf(Session, Names, options);
        Addresses = new AddressBook(Session, Names, options);
        Keeper = new NodeKeeper(this, options);
    }

    public string Region => Session.Region;

    public SiteSession Session { get; }

    public NamedThings Names { get; }

    public LeaseBook Leases { get; }

    public ServerShelf Servers { get; }

    public AddressBook Addresses { get; }

    public NodeKeeper Keeper { get; }

    /// <summary>
    /// Reads the current state. Leases come first: a server that is not listed did not exist when its lease was listed.
    /// </summary>
    public async Task<SiteSight> LookAsync(CancellationToken cancellationToken)
    {
        ValueList<LeaseSight> leases = await Leases.AllAsync(cancellationToken);
        ValueList<PlacedAddress> addresses = await Addresses.AllAsync(cancellationToken);
        ValueList<PlacedNode> servers = await Servers.AllAsync(cancellationToken);
        return new SiteSight(Region, leases, Keeper.WithMissing(servers), addresses);
    }

    public void Dispose()
    {
        Keeper.Dispose();
        Session.Dispose();
    }
}

/// <summary>Observed state of a site.</summary>
/// <param name="Nodes">Nodes of all owners.</param>
internal sealed record SiteSight(string Region, ValueList<LeaseSight> Leases, ValueList<PlacedNode> Nodes, ValueList<PlacedAddress> Addresses)
{
    /// <summary>Lease of a node; null if it no longer exists.</summary>
    public LeaseSight? LeaseOf(PlacedNode node) => Leases.FirstOrDefault(lease => lease.Id == node.Mark.Lease);

    public IEnumerable<PlacedNode> NodesOf(string lease) => Nodes.Where(node => node.Mark.Lease == lease);

    public PlacedAddress? AddressOf(PlacedNode node) => Addresses.FirstOrDefault(address => address.Mark.Token == node.Mark.Node.Token && address.Mark.Owner == node.Owner);

    /// <summary>Leases for nodes without any: creation was interrupted or the lease was not ended.</summary>
    public IEnumerable<LeaseSight> EmptyLeases => Leases.Where(lease => !lease.IsEnding && LeaseName.Read(lease.Name) is not null && !NodesOf(lease.Id).Any());

    /// <summary>Addresses whose nodes are gone.</summary>
    public IEnumerable<PlacedAddress> LostAddresses => Addresses.Where(address => !Nodes.Any(node => node.Mark.Node.Token == address.Mark.Token && node.Owner == address.Mark.Owner));
}

/// <summary>Converts the state of a site to resources.</summary>
internal sealed class NodeView(SiteDesk desk, ChameleonOptions options)
{
    /// <summary>Returns nodes and orphaned resources: leases without nodes and addresses without a node.</summary>
    /// <param name="owner">Owner of the resources; null for all.</param>
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

    /// <summary>Address of a node; empty if it has none yet.</summary>
    public string AddressOf(PlacedNode node, SiteSight sight) =>
        desk.Addresses.IsUsed ? sight.AddressOf(node) is { IsAttached: true } address ? address.Wire.Address ?? "" : "" : node.OwnAddress;

    /// <summary>Owner of a lease: a known owner, else the one derived from its name.</summary>
    private static Owner OwnerOf(LeaseSight lease, SiteSight sight) =>
        sight.Nodes.Select(node => node.Owner).Concat(sight.Addresses.Select(address => address.Mark.Owner)).FirstOrDefault(owner => LeaseName.IsOf(lease.Name, owner)) ?? LeaseName.Read(lease.Name)!;

    private static Resource Left(LeaseSight lease, Owner owner) =>
        Left(new NodeId(lease.Region, lease.Id, ""), new ResourceTag(owner, StepTarget.Node, $"lease-{lease.Id}", $"lease-{lease.Id}"), lease.Created);

    private Resource Left(PlacedAddress address) => Left(
        new NodeId(desk.Region, NodeId.Address, address.Wire.Id), new ResourceTag(address.Mark.Owner, StepTarget.Node, $"address-{address.Wire.Id}", $"address-{address.Wire.Id}"),
        LeaseTime.Read(address.Wire.CreatedAt) ?? default);

    private static Resource Left(NodeId id, ResourceTag tag, DateTimeOffset created) => new(id.ToString(), tag, ResourceState.Failed, created) { Cloud = id.Region };
}
