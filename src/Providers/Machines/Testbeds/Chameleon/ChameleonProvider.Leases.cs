using Scalewright.Providers.Chameleon.Nodes;
using Scalewright.Providers.Slots;

namespace Scalewright.Providers.Chameleon;

/// <content>Leases: start search, progress, and extension.</content>
public sealed partial class ChameleonProvider
{
    /// <inheritdoc/>
    /// <remarks>Finds a start, in whole minutes, from which all sites have capacity for the whole
    /// <see cref="ChameleonOptions.LeaseDuration"/>. Use the result as
    /// <see cref="ChameleonOptions.StartsAt"/>.</remarks>
    public async Task<DateTimeOffset?> FindEarliestStartAsync(
        Topology topology, DateTimeOffset? notBefore = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(topology);
        List<SlotRequest> demands = [];
        foreach (IGrouping<string, NodeSpec> site in topology.Nodes.GroupBy(
            node => ChameleonLocation.Of(node, _options).Region, StringComparer.Ordinal))
        {
            SiteClient desk = GetSiteClient(site.Key);
            ILookup<string, NodeSpec> types =
                site.ToLookup(node => ChameleonLocation.Of(node, _options).Type, StringComparer.Ordinal);
            IReadOnlyDictionary<string, ValueList<MachineCalendar>> machines =
                await ChameleonProblems.Rest.ReadAsync(() => new HostCalendar(desk.Session).ReadAsync(
                    [.. types.Select(type => type.Key).Append("").Distinct(StringComparer.Ordinal)],
                    cancellationToken));
            demands.AddRange(types.Where(type => type.Key.Length > 0)
                .Select(type => new SlotRequest($"{site.Key}/{type.Key}", type.Count(), machines[type.Key])));

            // Each machine has one type, so it is sufficient that there are enough machines of each type, and enough
            // machines in total.
            demands.Add(new SlotRequest(site.Key, site.Count(), machines[""]));
        }

        return SlotFinder.FindEarliest([.. demands], LeaseTime.RoundUp(notBefore ?? Clock.GetUtcNow()),
            TimeSpan.FromMinutes(Math.Ceiling(_options.LeaseDuration.TotalMinutes)));
    }

    /// <summary>
    /// Leases machines for nodes before any node is created: one lease for each type at each site. Nodes use the leases
    /// if <see cref="ChameleonOptions.LeaseName"/> is the same name. Idempotent: a retry finds the same leases.
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
                $"'{TextEscaping.Escape(name)}' ends with a number, which is reserved for further leases of a name; "
                + "choose another name",
                nameof(name));
        }

        List<LeaseProgress> reserved = [];
        foreach (IGrouping<ChameleonLocation, NodeSpec> place in topology.Nodes.GroupBy(
            node => ChameleonLocation.Of(node, _options)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            SiteClient desk = GetSiteClient(place.Key.Region);
            string leaseName = reserved.Count == 0 ? name : FormattableString.Invariant($"{name}-{reserved.Count + 1}");
            int count = place.Count();
            LeaseSnapshot lease = await ChameleonProblems.Rest.ReadAsync(async () => (await desk.Leases
                .AllAsync(cancellationToken)).FirstOrDefault(one => one.Name == leaseName && !one.IsEnding)
                ?? await desk.Leases.ReserveAsync(leaseName, place.Key.Type, count, _options.StartsAt));
            if (lease.Type != place.Key.Type || lease.Room != count || (_options.StartsAt is { } start
                && start > Clock.GetUtcNow()
                && lease.Starts != LeaseTime.RoundUp(start)))
            {
                throw new ProviderException(Name, [ChameleonProblems.NameTaken(leaseName)]);
            }

            reserved.Add(Progress(desk, lease, [], new SiteSnapshot(desk.Region, [lease], [], [])));
        }

        return [.. reserved];
    }

    /// <summary>Ends all leases of a name, with or without nodes. Idempotent.</summary>
    /// <param name="name">Name under which the leases were created.</param>
    /// <param name="cancellationToken">Stops before the leases of the next site.</param>
    /// <exception cref="ProviderException">A lease could not be ended.</exception>
    public async Task DeleteLeaseAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        foreach (SiteClient desk in _siteClients)
        {
            foreach (LeaseSnapshot lease in (await ChameleonProblems.Rest.ReadAsync(() => desk.Leases
                .AllAsync(cancellationToken))).Where(lease => !lease.IsEnding && LeaseName.IsNamed(lease.Name, name)))
            {
                await ChameleonProblems.Rest.ReadAsync(async () =>
                {
                    await desk.Leases.EndAsync(lease.Id);
                    return true;
                });
            }
        }
    }

    /// <summary>
    /// Returns the current progress of the leases of a cluster, and again after each change, until all leases have
    /// started and all nodes are ready or failed. This method changes nothing. Another caller must call
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
        return WatchLeasesAsync((lease, sight) => IsOf(lease, owner, sight), cancellationToken);
    }

    /// <summary>Returns the progress of the leases created under a name, in the same way as for a cluster.</summary>
    /// <param name="name">The name.</param>
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
        foreach (SiteClient desk in _siteClients)
        {
            SiteSnapshot sight = await ChameleonProblems.Rest.ReadAsync(() => desk.ReadAsync(cancellationToken));
            foreach (LeaseSnapshot lease in sight.Leases.Where(
                lease => lease.IsLive && IsOf(lease, owner, sight) && !cancellationToken.IsCancellationRequested))
            {
                extensions.Add(await ChameleonProblems.Rest.ReadAsync(() => ExtendAsync(desk, lease, duration)));
            }
        }

        return [.. extensions];
    }

    /// <summary>True if a lease was created for an owner's nodes, or contains some of them.</summary>
    private static bool IsOf(LeaseSnapshot lease, Owner owner, SiteSnapshot sight) =>
        LeaseName.IsOf(lease.Name, owner) || sight.NodesOf(lease.Id).Any(node => node.Owner == owner);

    private static async Task<LeaseExtensionResult> ExtendAsync(SiteClient desk, LeaseSnapshot lease, TimeSpan by)
    {
        try
        {
            return new LeaseExtensionResult(desk.Region, lease.Id,
                by <= TimeSpan.Zero ? lease.Ends : (await desk.Leases.ExtendAsync(lease, by)).Ends);
        }
        catch (RestException refused) when (!refused.IsTransient && !refused.IsRefusal)
        {
            return new LeaseExtensionResult(
                desk.Region, lease.Id, lease.Ends) { Problem = ChameleonProblems.Rest.Of(refused) };
        }
    }

    private static LeaseProgress Progress(
        SiteClient desk, LeaseSnapshot lease, ChameleonNode[] nodes, SiteSnapshot sight)
    {
        ResourceState[] states = [.. nodes.Select(node => desk.Keeper.StateOf(node, sight))];
        return new LeaseProgress(desk.Region, lease.Id)
        {
            Name = lease.Name,
            Status = lease.Status,
            StartsAt = lease.Starts,
            EndsAt = lease.Ends,
            MachineCount = lease.Room,
            NodeCount = nodes.Length,
            ReadyCount = states.Count(state => state == ResourceState.Ready),
            FailedCount = states.Count(state => state is ResourceState.Failed or ResourceState.Deleting),
            ServerCount = nodes.Select(node => node.Tag.Number).DefaultIfEmpty().Max(),
            Message = string.Join("; ", nodes.Select(node => desk.Keeper.ProblemOf(node)?.Message)
                .OfType<string>()
                .Distinct(StringComparer.Ordinal)),
        };
    }

    private SiteClient GetSiteClient(string region) =>
        _siteClients.FirstOrDefault(desk => desk.Region == region) ?? throw new ProviderException(
            Name, [TestbedProblems.UnknownSite("", region, _siteClients.Select(desk => desk.Region))]);

    private IAsyncEnumerable<ValueList<LeaseProgress>> WatchLeasesAsync(Func<LeaseSnapshot, SiteSnapshot, bool> isMeant,
        CancellationToken cancellationToken) => _testbed.FollowAsync<LeaseProgress>(
            async token => [.. (await Task.WhenAll(_siteClients.Select(desk => ChameleonProblems.Rest.ReadAsync(
                () => ProgressAsync(desk, isMeant, token))))).SelectMany(site => site)],
            lease => lease.IsSettled, lease => lease.Status == "PENDING", lease => lease.StartsAt,
            _options.PollInterval, _options.MaxPollInterval, cancellationToken);

    private async Task<ValueList<LeaseProgress>> ProgressAsync(
        SiteClient desk, Func<LeaseSnapshot, SiteSnapshot, bool> isMeant, CancellationToken cancellationToken)
    {
        SiteSnapshot sight = await LookAsync(desk, cancellationToken);
        return
        [
            .. sight.Leases.Where(lease => !lease.IsEnding && isMeant(lease, sight))
                .OrderBy(lease => lease.Starts)
                .ThenBy(lease => lease.Name, StringComparer.Ordinal)
                .Select(lease => Progress(desk, lease, [.. sight.NodesOf(lease.Id)], sight)),
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

    /// <summary>Highest number of servers created for any node in the lease.</summary>
    public int ServerCount { get; init; }

    /// <summary>Reason why servers could not be created; empty if unknown.</summary>
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
