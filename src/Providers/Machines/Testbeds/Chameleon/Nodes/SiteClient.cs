namespace Scalewright.Providers.Chameleon.Nodes;

/// <summary>Clients and state of one site.</summary>
internal sealed class SiteClient : IDisposable
{
    public SiteClient(ChameleonSite site, HttpMessageInvoker http, ChameleonOptions options, Random random, ILogger logger)
    {
        Session = new SiteSession(site, http, options, random, logger);
        Names = new NamedResourceCache(Session);
        Leases = new LeaseRepository(Session, options);
        Servers = new ServerRepository(Session, Names, options);
        Addresses = new FloatingAddressRepository(Session, Names, options);
        Reconciler = new ChameleonNodeReconciler(this, options);
    }

    public string Region => Session.Region;

    public SiteSession Session { get; }

    public NamedResourceCache Names { get; }

    public LeaseRepository Leases { get; }

    public ServerRepository Servers { get; }

    public FloatingAddressRepository Addresses { get; }

    public ChameleonNodeReconciler Reconciler { get; }

    /// <summary>
    /// Reads the current state. Leases are read before servers, so that a lease does not appear empty because its
    /// server was created in between.
    /// </summary>
    public async Task<SiteSnapshot> ReadAsync(CancellationToken cancellationToken)
    {
        ValueList<LeaseSnapshot> leases = await Leases.ListAllAsync(cancellationToken);
        ValueList<NodeFloatingAddress> addresses = await Addresses.ListAllAsync(cancellationToken);
        ValueList<ChameleonNode> servers = await Servers.ListAllAsync(cancellationToken);
        return new SiteSnapshot(Region, leases, Reconciler.WithMissing(servers), addresses);
    }

    public void Dispose()
    {
        Reconciler.Dispose();
        Session.Dispose();
    }
}

/// <summary>Observed state of a site.</summary>
/// <param name="Nodes">Nodes of all owners.</param>
internal sealed record SiteSnapshot(
    string Region,
    ValueList<LeaseSnapshot> Leases,
    ValueList<ChameleonNode> Nodes,
    ValueList<NodeFloatingAddress> Addresses
)
{
    /// <summary>Lease of a node; null if it no longer exists.</summary>
    public LeaseSnapshot? FindLease(ChameleonNode node) => Leases.FirstOrDefault(lease => lease.Id == node.Tag.Lease);

    public IEnumerable<ChameleonNode> GetNodes(string lease) => Nodes.Where(node => node.Tag.Lease == lease);

    public NodeFloatingAddress? FindAddress(ChameleonNode node) =>
        Addresses.FirstOrDefault(address => address.Tag.Token == node.Tag.Node.Token && address.Tag.Owner == node.Owner);

    /// <summary>
    /// Leases that were created for nodes but have no nodes, because creation was interrupted or the lease was not
    /// ended.
    /// </summary>
    public IEnumerable<LeaseSnapshot> EmptyLeases =>
        Leases.Where(lease => !lease.IsEnding && LeaseName.Read(lease.Name) is not null && !GetNodes(lease.Id).Any());

    /// <summary>Addresses whose nodes are gone.</summary>
    public IEnumerable<NodeFloatingAddress> LostAddresses =>
        Addresses.Where(address => !Nodes.Any(node => node.Tag.Node.Token == address.Tag.Token && node.Owner == address.Tag.Owner));
}

/// <summary>Converts the state of a site to resources.</summary>
internal sealed class ChameleonResourceMapper(SiteClient siteClient, ChameleonOptions options)
{
    /// <summary>Returns nodes and orphaned resources: leases without nodes and addresses without a node.</summary>
    /// <param name="owner">Owner of the resources; null for all.</param>
    public IEnumerable<Resource> All(SiteSnapshot snapshot, Owner? owner) =>
        [
            .. snapshot.Nodes.Where(node => owner is null || node.Owner == owner).Select(node => ToResource(node, snapshot)),
            .. snapshot
                .EmptyLeases.Where(lease =>
                    !siteClient.Leases.IsHeld(lease.Id) && (owner is null || LeaseName.IsOwnedBy(lease.Name, owner))
                )
                .Select(lease => ToOrphan(lease, owner ?? GetOwner(lease, snapshot))),
            .. snapshot.LostAddresses.Where(address => owner is null || address.Tag.Owner == owner).Select(ToOrphan),
        ];

    public Resource ToResource(ChameleonNode node, SiteSnapshot snapshot)
    {
        ResourceState state = siteClient.Reconciler.GetState(node, snapshot);
        LeaseSnapshot? lease = snapshot.FindLease(node);
        return node.Tag.Node.ToResource(node.Id.ToString(), state)! with
        {
            Cloud = new ChameleonLocation(node.Region, node.Tag.Type).ToString(),
            EndsAt =
                state != ResourceState.Deleting
                    ? LeaseExpiry.GetReportedEnd(lease?.Starts, lease?.Ends, options.NoticePeriod, options.Clock.GetUtcNow())
                    : null,
        };
    }

    /// <summary>Address of a node; empty if it has none yet.</summary>
    public string GetAddress(ChameleonNode node, SiteSnapshot snapshot)
    {
        if (!siteClient.Addresses.IsUsed)
        {
            return node.OwnAddress;
        }

        return snapshot.FindAddress(node) is { IsAttached: true } address ? address.Wire.Address ?? "" : "";
    }

    /// <summary>Owner of a lease: a known owner, else the owner parsed from the name of the lease.</summary>
    private static Owner GetOwner(LeaseSnapshot lease, SiteSnapshot snapshot) =>
        snapshot
            .Nodes.Select(node => node.Owner)
            .Concat(snapshot.Addresses.Select(address => address.Tag.Owner))
            .FirstOrDefault(owner => LeaseName.IsOwnedBy(lease.Name, owner))
        ?? LeaseName.Read(lease.Name)!;

    private static Resource ToOrphan(LeaseSnapshot lease, Owner owner) =>
        ToOrphan(
            new ChameleonNodeId(lease.Region, lease.Id, ""),
            new ResourceTag(owner, StepTarget.Node, $"lease-{lease.Id}", $"lease-{lease.Id}"),
            lease.Created
        );

    private Resource ToOrphan(NodeFloatingAddress address) =>
        ToOrphan(
            new ChameleonNodeId(siteClient.Region, ChameleonNodeId.Address, address.Wire.Id),
            new ResourceTag(address.Tag.Owner, StepTarget.Node, $"address-{address.Wire.Id}", $"address-{address.Wire.Id}"),
            LeaseTime.Read(address.Wire.CreatedAt) ?? default
        );

    private static Resource ToOrphan(ChameleonNodeId id, ResourceTag tag, DateTimeOffset created) =>
        new(id.ToString(), tag, ResourceState.Failed, created) { Cloud = id.Region };
}
