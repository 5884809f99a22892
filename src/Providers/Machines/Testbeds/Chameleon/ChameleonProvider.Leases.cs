using Scalewright.Providers.Chameleon.Nodes;
using Scalewright.Providers.Slots;

namespace Scalewright.Providers.Chameleon;

/// <content>Leases: start search, progress, and extension.</content>
public sealed partial class ChameleonProvider
{
    /// <inheritdoc/>
    /// <remarks>Considers the whole <see cref="ChameleonOptions.Length"/> at all sites, in whole minutes. Use the
    /// result as <see cref="ChameleonOptions.Start"/>.</remarks>
    public async Task<DateTimeOffset?> FindStartAsync(Topology topology, DateTimeOffset? from = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(topology);
        List<SlotDemand> demands = [];
        foreach (IGrouping<string, NodeSpec> site in topology.Nodes.GroupBy(node => Place.Of(node, _options).Region, StringComparer.Ordinal))
        {
            SiteDesk desk = DeskOf(site.Key);
            ILookup<string, NodeSpec> types = site.ToLookup(node => Place.Of(node, _options).Type, StringComparer.Ordinal);
            IReadOnlyDictionary<string, ValueList<SlotMachine>> machines = await ChameleonProblems.Rest.AskedAsync(() => new HostCalendar(desk.Session).ReadAsync([.. types.Select(type => type.Key).Append("").Distinct(StringComparer.Ordinal)], cancellationToken));
            demands.AddRange(types.Where(type => type.Key.Length > 0).Select(type => new SlotDemand($"{site.Key}/{type.Key}", type.Count(), machines[type.Key])));

            // Types do not overlap and the site has them all, so it suffices that each type and the total have enough
            // machines.
            demands.Add(new SlotDemand(site.Key, site.Count(), machines[""]));
        }

        return SlotFinder.FindEarliest([.. demands], LeaseTime.RoundUp(from ?? Clock.GetUtcNow()), TimeSpan.FromMinutes(Math.Ceiling(_options.Length.TotalMinutes)));
    }

    /// <summary>
    /// Leases machines for nodes before any node is created: one lease for each type at each site. Nodes created with
    /// <see cref="ChameleonOptions.LeaseName"/> use them. Idempotent: a retry finds the same leases.
    /// </summary>
    /// <param name="name">Name of the leases; the second one has the suffix <c>-2</c>, and so on. A name with such a
    /// suffix is refused, because it could be another name's second lease.</param>
    /// <param name="topology">The nodes.</param>
    /// <param name="cancellationToken">Stops before the next lease is requested.</param>
    /// <returns>The leases, which start at <see cref="ChameleonOptions.Start"/>.</returns>
    /// <exception cref="ArgumentException">The name ends with a number.</exception>
    /// <exception cref="ProviderException">A lease is not available. Those before it remain until
    /// <see cref="EndAsync"/> is called.</exception>
    public async Task<ValueList<LeaseProgress>> ReserveAsync(string name, Topology topology, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(topology);
        if (LeaseName.HasNumber(name))
        {
            throw new ArgumentException($"'{Printable.Escape(name)}' ends with a number, as second leases of a name do; choose another name", nameof(name));
        }

        List<LeaseProgress> reserved = [];
        foreach (IGrouping<Place, NodeSpec> place in topology.Nodes.GroupBy(node => Place.Of(node, _options)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            SiteDesk desk = DeskOf(place.Key.Region);
            string called = reserved.Count == 0 ? name : FormattableString.Invariant($"{name}-{reserved.Count + 1}");
            int count = place.Count();
            LeaseSight lease = await ChameleonProblems.Rest.AskedAsync(async () => (await desk.Leases.AllAsync(cancellationToken)).FirstOrDefault(one => one.Name == called && !one.IsEnding)
                ?? await desk.Leases.ReserveAsync(called, place.Key.Type, count, _options.Start));
            if (lease.Type != place.Key.Type || lease.Room != count || (_options.Start is { } start && start > Clock.GetUtcNow() && lease.Starts != LeaseTime.RoundUp(start)))
            {
                throw new ProviderException(Name, [ChameleonProblems.NameTaken(called)]);
            }

            reserved.Add(Progress(desk, lease, [], new SiteSight(desk.Region, [lease], [], [])));
        }

        return [.. reserved];
    }

    /// <summary>Ends all leases of a name, with or without nodes. Idempotent.</summary>
    /// <param name="name">Name with which they were reserved.</param>
    /// <param name="cancellationToken">Stops before the next lease.</param>
    /// <exception cref="ProviderException">A lease could not be ended.</exception>
    public async Task EndAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        foreach (SiteDesk desk in _desks)
        {
            foreach (LeaseSight lease in (await ChameleonProblems.Rest.AskedAsync(() => desk.Leases.AllAsync(cancellationToken))).Where(lease => !lease.IsEnding && LeaseName.IsNamed(lease.Name, name)))
            {
                await ChameleonProblems.Rest.AskedAsync(async () =>
                {
                    await desk.Leases.EndAsync(lease.Id);
                    return true;
                });
            }
        }
    }

    /// <summary>
    /// Returns the progress of the leases of a cluster, now and after each change, until they have started and all
    /// nodes are ready or failed. Changes nothing: another caller must call
    /// <see cref="AdvanceAsync(Owner, CancellationToken)"/>, as a cluster does when it applies a change.
    /// </summary>
    /// <param name="owner">Owner of the leases.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns>The leases, ordered by site and start; the sequence ends if the owner has no leases.</returns>
    /// <exception cref="ProviderException">The testbed does not respond.</exception>
    public IAsyncEnumerable<ValueList<LeaseProgress>> FollowAsync(Owner owner, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return FollowAsync((lease, sight) => IsOf(lease, owner, sight), cancellationToken);
    }

    /// <summary>Returns the progress of leases reserved under a name, as for those of a cluster.</summary>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <exception cref="ProviderException">The testbed does not respond.</exception>
    public IAsyncEnumerable<ValueList<LeaseProgress>> FollowAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return FollowAsync((lease, _) => LeaseName.IsNamed(lease.Name, name), cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>In whole minutes. Each extension is granted or refused immediately.</remarks>
    public async Task<ValueList<LeaseExtension>> ExtendAsync(Owner owner, TimeSpan by, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        List<LeaseExtension> extensions = [];
        foreach (SiteDesk desk in _desks)
        {
            SiteSight sight = await ChameleonProblems.Rest.AskedAsync(() => desk.LookAsync(cancellationToken));
            foreach (LeaseSight lease in sight.Leases.Where(lease => lease.IsLive && IsOf(lease, owner, sight) && !cancellationToken.IsCancellationRequested))
            {
                extensions.Add(await ChameleonProblems.Rest.AskedAsync(() => ExtendAsync(desk, lease, by)));
            }
        }

        return [.. extensions];
    }

    /// <summary>True if a lease was created for an owner's nodes, or contains some.</summary>
    private static bool IsOf(LeaseSight lease, Owner owner, SiteSight sight) => LeaseName.IsOf(lease.Name, owner) || sight.NodesOf(lease.Id).Any(node => node.Owner == owner);

    private static async Task<LeaseExtension> ExtendAsync(SiteDesk desk, LeaseSight lease, TimeSpan by)
    {
        try
        {
            return new LeaseExtension(desk.Region, lease.Id, by <= TimeSpan.Zero ? lease.Ends : (await desk.Leases.ExtendAsync(lease, by)).Ends);
        }
        catch (RestException refused) when (!refused.IsPassing && !refused.IsRefusal)
        {
            return new LeaseExtension(desk.Region, lease.Id, lease.Ends) { Problem = ChameleonProblems.Rest.Of(refused) };
        }
    }

    private static LeaseProgress Progress(SiteDesk desk, LeaseSight lease, PlacedNode[] nodes, SiteSight sight)
    {
        ResourceState[] states = [.. nodes.Select(node => desk.Keeper.StateOf(node, sight))];
        return new LeaseProgress(desk.Region, lease.Id)
        {
            Name = lease.Name,
            Status = lease.Status,
            StartsAt = lease.Starts,
            EndsAt = lease.Ends,
            Machines = lease.Room,
            Nodes = nodes.Length,
            Ready = states.Count(state => state == ResourceState.Ready),
            Failed = states.Count(state => state is ResourceState.Failed or ResourceState.Leaving),
            Servers = nodes.Select(node => node.Mark.Number).DefaultIfEmpty().Max(),
            Message = string.Join("; ", nodes.Select(node => desk.Keeper.ProblemOf(node)?.Found).OfType<string>().Distinct(StringComparer.Ordinal)),
        };
    }

    private SiteDesk DeskOf(string region) => _desks.FirstOrDefault(desk => desk.Region == region) ?? throw new ProviderException(Name, [TestbedProblems.UnknownSite("", region, _desks.Select(desk => desk.Region))]);

    private IAsyncEnumerable<ValueList<LeaseProgress>> FollowAsync(Func<LeaseSight, SiteSight, bool> isMeant, CancellationToken cancellationToken) => _testbed.FollowAsync<LeaseProgress>(
        async token => [.. (await Task.WhenAll(_desks.Select(desk => ChameleonProblems.Rest.AskedAsync(() => ProgressAsync(desk, isMeant, token))))).SelectMany(site => site)],
        lease => lease.IsSettled, lease => lease.Status == "PENDING", lease => lease.StartsAt, _options.LookPeriod, _options.LookPeriodMax, cancellationToken);

    private async Task<ValueList<LeaseProgress>> ProgressAsync(SiteDesk desk, Func<LeaseSight, SiteSight, bool> isMeant, CancellationToken cancellationToken)
    {
        SiteSight sight = await LookAsync(desk, cancellationToken);
        return
        [
            .. sight.Leases.Where(lease => !lease.IsEnding && isMeant(lease, sight)).OrderBy(lease => lease.Starts).ThenBy(lease => lease.Name, StringComparer.Ordinal)
                .Select(lease => Progress(desk, lease, [.. sight.NodesOf(lease.Id)], sight)),
        ];
    }
}

/// <summary>Progress of a lease.</summary>
/// <param name="Region">Region of the lease.</param>
/// <param name="Lease">ID of the lease.</param>
public sealed record LeaseProgress(string Region, string Lease)
{
    /// <summary>Name of the lease.</summary>
    public string Name { get; init; } = "";

    /// <summary>Status reported by the service, for example <c>PENDING</c> or <c>ACTIVE</c>.</summary>
    public string Status { get; init; } = "";

    /// <summary>Start of the lease.</summary>
    public DateTimeOffset StartsAt { get; init; }

    /// <summary>End of the lease.</summary>
    public DateTimeOffset EndsAt { get; init; }

    /// <summary>Number of machines that it has or will have.</summary>
    public int Machines { get; init; }

    /// <summary>Number of its nodes.</summary>
    public int Nodes { get; init; }

    /// <summary>Number of its nodes that are ready.</summary>
    public int Ready { get; init; }

    /// <summary>Number of its nodes that have failed.</summary>
    public int Failed { get; init; }

    /// <summary>Maximum number of servers created for one of its nodes.</summary>
    public int Servers { get; init; }

    /// <summary>Reason why servers could not be created; empty if unknown.</summary>
    public string Message { get; init; } = "";

    /// <summary>True if no further change is expected until the lease ends.</summary>
    public bool IsSettled => Status is not ("PENDING" or "STARTING" or "TERMINATING") && Ready + Failed == Nodes;

    /// <summary>Returns a one-line summary.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Region}/{Name} {Status}: {Ready} of {CountText.Of(Nodes, "node")} ready{(Failed > 0 ? $", {Failed} failed" : "")}{(Status == "PENDING" ? $", starts {StartsAt:yyyy-MM-dd HH:mm:ss}" : "")}");
}
