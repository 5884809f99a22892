using Scalewright.Providers.Chameleon.Nodes;

namespace Scalewright.Providers.Chameleon;

/// <summary>
/// Provider of the Chameleon testbed. A node is a server on a leased machine. Nodes created together at a site share
/// one lease, whose name is derived from their owner. Ownership tags are stored in the metadata of the servers.
/// </summary>
/// <remarks>A list changes nothing. A lease without nodes and an address without a node are listed as failed nodes.
/// Removing such a node ends the lease or releases the address. <see cref="TestbedProvider.AdvanceAsync"/> replaces
/// failed servers within their lease, and assigns addresses to running servers.</remarks>
/// <example>
/// Leases three machines of a site for four hours, and waits up to an hour until they have booted:
/// <code>
/// Topology shop = Topology.Create("shop").AddProfile(Profile.Create("web").WithCount(3).Build()).Build();
/// Uri identity = new("https://chi.uc.chameleoncloud.org:5000/v3");
/// string secret = Environment.GetEnvironmentVariable("CHI_SECRET") ?? "";
/// ChameleonSite site = new("CHI@UC", identity, "credential-id", secret);
/// ChameleonOptions options = new([site]) { LeaseDuration = TimeSpan.FromHours(4) };
/// await using ChameleonProvider provider = new(options);
/// await using Cluster cluster = await Cluster.Create(shop).UseProvider(provider).WithState("shop-state")
///     .WithOptions(settings => settings with { NodeStartTimeout = TimeSpan.FromHours(1) }).ProvisionAsync();
/// Console.WriteLine($"{cluster.Nodes.Count} machines are ready");
/// </code>
/// </example>
public sealed partial class ChameleonProvider : TestbedProvider, IReservationCalendar, ILeaseExtension
{
    private readonly ChameleonOptions _options;
    private readonly ValueList<SiteClient> _siteClients;
    private readonly ChameleonStepExecutor _executor;

    /// <summary>Creates a provider. Sends no request yet.</summary>
    /// <param name="options">Sites, credentials and settings of leases.</param>
    /// <param name="logger">Logger for leases, servers, requests and retries; null for no logging.</param>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    public ChameleonProvider(ChameleonOptions options, ILogger<ChameleonProvider>? logger = null)
        : base(ChameleonProblems.Rest, options ?? throw new ArgumentNullException(nameof(options)), logger)
    {
        _options = options;
        _siteClients = [.. options.Sites.Select(site => Own(new SiteClient(site, Http, options, Random, Logger)))];
        _executor = new ChameleonStepExecutor(_siteClients, options);
    }

    /// <inheritdoc/>
    protected override Task<IEnumerable<Resource?>> ListResourcesAsync(Owner? owner, CancellationToken cancellationToken) =>
        ListAsync(owner, PollAsync, cancellationToken);

    private protected override Task<IEnumerable<Resource?>> AdvanceNodesAsync(Owner owner, CancellationToken cancellationToken) =>
        ListAsync(owner, (siteClient, token) => AdvanceAsync(siteClient, owner, token), cancellationToken);

    /// <inheritdoc/>
    protected override Task<ValueList<Problem>> CheckTopologyAsync(Topology topology, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(topology);
        return new ChameleonTopologyCheck(_siteClients, _options).CheckAsync(topology, cancellationToken);
    }

    /// <inheritdoc/>
    protected override IEnumerable<StepBatch> GroupSteps(ValueList<StepRequest> requests, CancellationToken cancellationToken) =>
        _executor.GroupSteps(requests, cancellationToken);

    private protected override async Task<string> FindMachineAsync(Resource node, string name, CancellationToken cancellationToken)
    {
        ChameleonNodeId? id = ChameleonNodeId.Parse(node.Id);
        if (_siteClients.FirstOrDefault(siteClient => siteClient.Region == id?.Region) is not { } siteClient)
        {
            throw new AgentException(name, TestbedProblems.NotReached(name, "it does not belong to any of the configured sites"));
        }

        SiteSnapshot snapshot = await siteClient.ReadAsync(cancellationToken);
        ChameleonNode placed = snapshot.Nodes.FirstOrDefault(candidate => candidate.Id == id && candidate.Owner == node.Tag.Owner)
            ?? throw new AgentException(name, TestbedProblems.NotReached(name, "its server is gone"));
        ResourceState state = siteClient.Reconciler.GetState(placed, snapshot);
        string address = new ChameleonResourceMapper(siteClient, _options).GetAddress(placed, snapshot);
        if (state == ResourceState.Ready && address.Length > 0)
        {
            return address;
        }

        string suffix = address.Length > 0 ? "" : ", without an address";
        throw new AgentException(
            name,
            siteClient.Reconciler.GetProblem(placed) ?? TestbedProblems.NotReached(name, $"its server is {placed.Server.Status}{suffix}")
        );
    }

    private protected override Problem NoTransport(string node) =>
        TestbedProblems.NoTransport(node, "machines", "set ChameleonOptions.Transport");

    private async Task<IEnumerable<Resource?>> ListAsync(
        Owner? owner,
        Func<SiteClient, CancellationToken, Task<SiteSnapshot>> query,
        CancellationToken cancellationToken
    )
    {
        ValueList<Resource>[] sites = await Task.WhenAll(
            _siteClients.Select(async siteClient =>
            {
                SiteSnapshot snapshot = await query(siteClient, cancellationToken);
                return new ChameleonResourceMapper(siteClient, _options).All(snapshot, owner).ToValueList();
            })
        );
        return sites.SelectMany(site => site);
    }

    private async Task<SiteSnapshot> AdvanceAsync(SiteClient siteClient, Owner owner, CancellationToken cancellationToken)
    {
        SiteSnapshot snapshot = await PollAsync(siteClient, cancellationToken);
        return await siteClient.Reconciler.StartNextActionsAsync(owner, snapshot, cancellationToken)
            ? await PollAsync(siteClient, cancellationToken)
            : snapshot;
    }

    private async Task<SiteSnapshot> PollAsync(SiteClient siteClient, CancellationToken cancellationToken)
    {
        SiteSnapshot snapshot = await siteClient.ReadAsync(cancellationToken);
        ChameleonResourceMapper view = new(siteClient, _options);
        foreach (ChameleonNode node in snapshot.Nodes)
        {
            RecordMachine(node.Id.ToString(), view.GetAddress(node, snapshot));
        }

        return snapshot;
    }
}
