using Scalewright.Providers.Chameleon.Nodes;
using Scalewright.Providers.Slots;

namespace Scalewright.Providers.Chameleon;

/// <content>Leases: start search, progress, and extension.</content>
public sealed partial class ChameleonProvider
{
    /// <inheritdoc/>
    /// <remarks>
    /// The start is a whole minute. From then on, all sites have capacity for the entire
    /// <see cref="ChameleonOptions.LeaseDuration"/>. Use the result as <see cref="ChameleonOptions.StartsAt"/>.
    /// </remarks>
    public async Task<DateTimeOffset?> FindEarliestStartAsync(
        Topology topology, DateTimeOffset? notBefore = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(topology);
        List<SlotRequest> requests = [];
        foreach (IGrouping<string, NodeSpec> site in topology.Nodes.GroupBy(
            node => ChameleonLocation.From(node, _options).Region, StringComparer.Ordinal))
        {
            SiteClient siteClient = GetSiteClient(site.Key);
            ILookup<string, NodeSpec> types =
                site.ToLookup(node => ChameleonLocation.From(node, _options).Type, StringComparer.Ordinal);
            IReadOnlyDictionary<string, ValueList<MachineCalendar>> machines =
                await ChameleonProblems.Rest.ReadAsync(() => new HostCalendar(siteClient.Session).ReadAsync(
                    [.. types.Select(type => type.Key).Append("").Distinct(StringComparer.Ordinal)],
                    cancellationToken));
            requests.AddRange(types.Where(type => type.Key.Length > 0)
                .Select(type => new SlotRequest($"{site.Key}/{type.Key}", type.Count(), machines[type.Key])));

            // A machine has exactly one type. It is therefore sufficient to check the count of each type and the total
            // count; nodes without a type can use the machines that remain.
            requests.Add(new SlotRequest(site.Key, site.Count(), machines[""]));
        }

        return SlotFinder.FindEarliest([.. requests], LeaseTime.RoundUp(notBefore ?? Clock.GetUtcNow()),
            TimeSpan.FromMinutes(Math.Ceiling(_options.LeaseDuration.TotalMinutes)));
    }

    /// <summary>
    /// Leases machines before any node is created: one lease for each node type at each site. Nodes use the leases if
    /// <see cref="ChameleonOptions.LeaseName"/> is set to <paramref name="name"/>. Idempotent: a retry finds the same
    /// leases.
    /// </summary>
    /// <param name="name">Name of the leases; the second lease has the suffix <c>-2</c>, and so on. A name with such a
    /// suffix is rejected, because it could denote the second lease of another name.</param>
    /// <param name="topology">The nodes.</param>
    /// <param name="cancellationToken">Stops before the next lease is requested.</param>
    /// <returns>The leases, which start at <see cref="ChameleonOptions.StartsAt"/>.</returns>
    /// <exception cref="ArgumentException">The name ends with a number.</exception>
    /// <exception cref="ProviderException">A lease could not be created. Leases created before it remain until
    /// <see cref="DeleteLeaseAsync"/> is called.</exception>
    public async Task<ValueList<LeaseProgress>> CreateLeaseAsync(
        string name, Topology topology, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(topology);
        if (LeaseName.HasNumber(name))
        {
            throw new ArgumentException(
                $"'{TextEscaping.Escape(name)}' ends with a hyphen and a number, which is reserved for additional "
                + "leases of the same name; choose another name",
                nameof(name));
        }

        List<LeaseProgress> leases = [];
        foreach (IGrouping<ChameleonLocation, NodeSpec> location in topology.Nodes.GroupBy(
            node => ChameleonLocation.From(node, _options)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            SiteClient siteClient = GetSiteClient(location.Key.Region);
            string leaseName = leases.Count == 0 ? name : FormattableString.Invariant($"{name}-{leases.Count + 1}");
            int count = location.Count();
            LeaseSnapshot lease = await ChameleonProblems.Rest.ReadAsync(async () => (await siteClient.Leases
                .AllAsync(cancellationToken))
                .FirstOrDefault(existing => existing.Name == leaseName && !existing.IsEnding)
                ?? await siteClient.Leases.ReserveAsync(leaseName, location.Key.Type, count, _options.StartsAt));
            if (lease.Type != location.Key.Type || lease.Capacity != count || (_options.StartsAt is { } start
                && start > Clock.GetUtcNow()
                && lease.Starts != LeaseTime.RoundUp(start)))
            {
                throw new ProviderException(Name, [ChameleonProblems.NameTaken(leaseName)]);
            }

            leases.Add(CreateProgress(siteClient, lease, [], new SiteSnapshot(siteClient.Region, [lease], [], [])));
        }

        return [.. leases];
    }

    /// <summary>Ends all leases that were created under a name, even if they have nodes. Idempotent.</summary>
    /// <param name="name">Name under which the leases were created.</param>
    /// <param name="cancellationToken">Stops before the leases of the next site.</param>
    /// <exception cref="ProviderException">The testbed did not end a lease.</exception>
    public async Task DeleteLeaseAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        foreach (SiteClient siteClient in _siteClients)
        {
            foreach (LeaseSnapshot lease in (await ChameleonProblems.Rest.ReadAsync(() => siteClient.Leases
                .AllAsync(cancellationToken))).Where(lease => !lease.IsEnding && LeaseName.IsNamed(lease.Name, name)))
            {
                await ChameleonProblems.Rest.ReadAsync(async () =>
                {
                    await siteClient.Leases.EndAsync(lease.Id);
                    return true;
                });
            }
        }
    }

    /// <summary>
    /// Returns the progress of the leases of a cluster, now and after each change, until all leases have started and
    /// all nodes are ready or failed. This method only observes. Start the pending steps of the nodes by calling
    /// <see cref="AdvanceAsync(Owner, CancellationToken)"/>, as a cluster does when it applies a change.
    /// </summary>
    /// <param name="owner">Owner of the leases.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns>The leases, ordered by site and start; the sequence ends if the owner has no leases.</returns>
    /// <exception cref="ProviderException">The testbed does not respond.</exception>
    public IAsyncEnumerable<ValueList<LeaseProgress>> WatchLeasesAsync(
        Owner owner, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return WatchLeasesAsync((lease, snapshot) => IsOwnedLease(lease, owner, snapshot), cancellationToken);
    }

    /// <summary>Returns the progress of the leases that were created under a name, as for a cluster.</summary>
    /// <param name="name">Name under which the leases were created.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <exception cref="ProviderException">The testbed does not respond.</exception>
    public IAsyncEnumerable<ValueList<LeaseProgress>> WatchLeasesAsync(
        string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return WatchLeasesAsync((lease, _) => LeaseName.IsNamed(lease.Name, name), cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>The new end is rounded up to a whole minute. The testbed grants or refuses each extension
    /// immediately.</remarks>
    public async Task<ValueList<LeaseExtensionResult>> ExtendAsync(
        Owner owner, TimeSpan duration, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        List<LeaseExtensionResult> extensions = [];
        foreach (SiteClient siteClient in _siteClients)
        {
            SiteSnapshot snapshot =
                await ChameleonProblems.Rest.ReadAsync(() => siteClient.ReadAsync(cancellationToken));
            foreach (LeaseSnapshot lease in snapshot.Leases.Where(lease => lease.IsLive
                && IsOwnedLease(lease, owner, snapshot)
                && !cancellationToken.IsCancellationRequested))
            {
                extensions.Add(await ChameleonProblems.Rest.ReadAsync(() => ExtendAsync(siteClient, lease, duration)));
            }
        }

        return [.. extensions];
    }

    /// <summary>True if a lease was created for the nodes of an owner or contains one of them.</summary>
    private static bool IsOwnedLease(LeaseSnapshot lease, Owner owner, SiteSnapshot snapshot) =>
        LeaseName.IsOwnedBy(lease.Name, owner) || snapshot.GetNodes(lease.Id).Any(node => node.Owner == owner);

    private static async Task<LeaseExtensionResult> ExtendAsync(
        SiteClient siteClient, LeaseSnapshot lease, TimeSpan duration)
    {
        try
        {
            return new LeaseExtensionResult(siteClient.Region, lease.Id,
                duration <= TimeSpan.Zero ? lease.Ends : (await siteClient.Leases.ExtendAsync(lease, duration)).Ends);
        }
        catch (RestException exception) when (!exception.IsTransient && !exception.IsRefusal)
        {
            return new LeaseExtensionResult(
                siteClient.Region, lease.Id, lease.Ends) { Problem = ChameleonProblems.Rest.From(exception) };
        }
    }

    private static LeaseProgress CreateProgress(
        SiteClient siteClient, LeaseSnapshot lease, ChameleonNode[] nodes, SiteSnapshot snapshot)
    {
        ResourceState[] states = [.. nodes.Select(node => siteClient.Reconciler.GetState(node, snapshot))];
        return new LeaseProgress(siteClient.Region, lease.Id)
        {
            Name = lease.Name,
            Status = lease.Status,
            StartsAt = lease.Starts,
            EndsAt = lease.Ends,
            MachineCount = lease.Capacity,
            NodeCount = nodes.Length,
            ReadyCount = states.Count(state => state == ResourceState.Ready),
            FailedCount = states.Count(state => state is ResourceState.Failed or ResourceState.Deleting),
            ServerCount = nodes.Select(node => node.Tag.Number).DefaultIfEmpty().Max(),
            Message = string.Join("; ", nodes.Select(node => siteClient.Reconciler.GetProblem(node)?.Message)
                .OfType<string>()
                .Distinct(StringComparer.Ordinal)),
        };
    }

    private SiteClient GetSiteClient(string region) =>
        _siteClients.FirstOrDefault(siteClient => siteClient.Region == region) ?? throw new ProviderException(
            Name, [TestbedProblems.UnknownSite("", region, _siteClients.Select(siteClient => siteClient.Region))]);

    private IAsyncEnumerable<ValueList<LeaseProgress>> WatchLeasesAsync(Func<LeaseSnapshot, SiteSnapshot, bool> matches,
        CancellationToken cancellationToken) => _testbed.FollowAsync<LeaseProgress>(
            async token => [.. (await Task.WhenAll(_siteClients.Select(siteClient => ChameleonProblems.Rest.ReadAsync(
                () => ReadProgressAsync(siteClient, matches, token))))).SelectMany(site => site)],
            lease => lease.IsSettled, lease => lease.Status == "PENDING", lease => lease.StartsAt,
            _options.PollInterval, _options.MaxPollInterval, cancellationToken);

    private async Task<ValueList<LeaseProgress>> ReadProgressAsync(
        SiteClient siteClient, Func<LeaseSnapshot, SiteSnapshot, bool> matches, CancellationToken cancellationToken)
    {
        SiteSnapshot snapshot = await PollAsync(siteClient, cancellationToken);
        return
        [
            .. snapshot.Leases.Where(lease => !lease.IsEnding && matches(lease, snapshot))
                .OrderBy(lease => lease.Starts)
                .ThenBy(lease => lease.Name, StringComparer.Ordinal)
                .Select(lease => CreateProgress(siteClient, lease, [.. snapshot.GetNodes(lease.Id)], snapshot)),
        ];
    }
}

/// <summary>Progress of a lease.</summary>
/// <param name="Region">Region of the lease.</param>
/// <param name="LeaseId">ID of the lease.</param>
public sealed record LeaseProgress(string Region, string LeaseId)
{
    /// <summary>Name of the lease.</summary>
    public string Name { get; init; } = "";

    /// <summary>Status reported by the service, for example <c>PENDING</c> or <c>ACTIVE</c>.</summary>
    public string Status { get; init; } = "";

    /// <summary>Start of the lease.</summary>
    public DateTimeOffset StartsAt { get; init; }

    /// <summary>End of the lease.</summary>
    public DateTimeOffset EndsAt { get; init; }

    /// <summary>Number of machines in the lease, even if it has not started.</summary>
    public int MachineCount { get; init; }

    /// <summary>Number of nodes in the lease.</summary>
    public int NodeCount { get; init; }

    /// <summary>Number of nodes in the lease that are ready.</summary>
    public int ReadyCount { get; init; }

    /// <summary>Number of nodes in the lease that have failed or are being deleted.</summary>
    public int FailedCount { get; init; }

    /// <summary>Maximum number of servers created so far for one node; more than 1 after failed attempts.</summary>
    public int ServerCount { get; init; }

    /// <summary>Reasons why servers could not be created; empty if none is known.</summary>
    public string Message { get; init; } = "";

    /// <summary>True if no further change is expected until the lease ends.</summary>
    public bool IsSettled =>
        Status is not ("PENDING" or "STARTING" or "TERMINATING") && ReadyCount + FailedCount == NodeCount;

    /// <summary>Returns a one-line summary.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Region}/{Name} {Status}: {ReadyCount} of {Pluralizer.Format(NodeCount, "node")} "
        + $"ready{(FailedCount > 0 ? $", {FailedCount} failed" : "")}"
        + $"{(Status == "PENDING" ? $", starts {StartsAt:yyyy-MM-dd HH:mm:ss}" : "")}");
}
