using Scalewright.Providers.Chameleon.Nodes;
using Scalewright.Providers.Slots;

namespace Scalewright.Providers.Chameleon;

/// <content>What leases have beside nodes: starts, progress, and ends that can be moved.</content>
public sealed partial class ChameleonProvider
{
    /// <inheritdoc/>
    /// <remarks>For the whole of <see cref="ChameleonOptions.Length"/>, at all sites: the time for <see cref="ChameleonOptions.Start"/>, in whole minutes.</remarks>
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

            // Types do not overlap and the site has them all: enough of each, and enough together, is enough.
            demands.Add(new SlotDemand(site.Key, site.Count(), machines[""]));
        }

        return SlotFinder.FindEarliest([.. demands], LeaseTime.RoundUp(from ?? Clock.GetUtcNow()), TimeSpan.FromMinutes(Math.Ceiling(_options.Length.TotalMinutes)));
    }

    /// <summary>Leases machines for nodes before any is made: a lease for each type at each site. Making nodes with <see cref="ChameleonOptions.LeaseName"/> takes them. Doing it again finds the same leases.</summary>
    /// <param name="name">What the leases are called; the second one has <c>-2</c> behind it, and so on. A name that ends so itself could be another one's second, and is refused.</param>
    /// <param name="topology">The nodes.</param>
    /// <param name="cancellationToken">No further lease is asked for.</param>
    /// <returns>The leases, which begin at <see cref="ChameleonOptions.Start"/>.</returns>
    /// <exception cref="ArgumentException">The name ends with a number.</exception>
    /// <exception cref="ProviderException">One cannot be had; those before it stay, and <see cref="EndAsync"/> ends them.</exception>
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

    /// <summary>Ends all leases of a name, whether they have nodes or not; done when there are none.</summary>
    /// <param name="name">The name that they were reserved by.</param>
    /// <param name="cancellationToken">No further lease is ended.</param>
    /// <exception cref="ProviderException">One is still there.</exception>
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

    /// <summary>How far the leases of a cluster have come: now, and again each time that changes, until they began and all nodes are ready or have failed.
    /// Changes nothing: somebody else must call <see cref="AdvanceAsync(Owner, CancellationToken)"/>, as a cluster that applies a change does.</summary>
    /// <param name="owner">Whose.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The leases in the order of their sites and starts; none when the owner has none, which ends it.</returns>
    /// <exception cref="ProviderException">The place cannot be asked.</exception>
    public IAsyncEnumerable<ValueList<LeaseProgress>> FollowAsync(Owner owner, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return FollowAsync((lease, sight) => IsOf(lease, owner, sight), cancellationToken);
    }

    /// <summary>How far leases that were reserved by a name have come, as for those of a cluster.</summary>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ProviderException">The place cannot be asked.</exception>
    public IAsyncEnumerable<ValueList<LeaseProgress>> FollowAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return FollowAsync((lease, _) => LeaseName.IsNamed(lease.Name, name), cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>In whole minutes; each end is moved at once, or refused.</remarks>
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

    /// <summary>Whether a lease was made for an owner's nodes, or has some.</summary>
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

/// <summary>How far a lease has come.</summary>
/// <param name="Region">Where it is.</param>
/// <param name="Lease">Its id there.</param>
public sealed record LeaseProgress(string Region, string Lease)
{
    /// <summary>What it is called.</summary>
    public string Name { get; init; } = "";

    /// <summary>The service's word for what it is doing, as in <c>PENDING</c> or <c>ACTIVE</c>.</summary>
    public string Status { get; init; } = "";

    /// <summary>When it begins.</summary>
    public DateTimeOffset StartsAt { get; init; }

    /// <summary>When it ends.</summary>
    public DateTimeOffset EndsAt { get; init; }

    /// <summary>How many machines it has, or will have.</summary>
    public int Machines { get; init; }

    /// <summary>Its nodes.</summary>
    public int Nodes { get; init; }

    /// <summary>Those of them that can be used.</summary>
    public int Ready { get; init; }

    /// <summary>Those of them that will not be ready by themselves.</summary>
    public int Failed { get; init; }

    /// <summary>The most servers that were made for one of its nodes.</summary>
    public int Servers { get; init; }

    /// <summary>Why servers could not be made; empty: nothing is known.</summary>
    public string Message { get; init; } = "";

    /// <summary>Whether nothing changes any more by itself, until it ends.</summary>
    public bool IsSettled => Status is not ("PENDING" or "STARTING" or "TERMINATING") && Ready + Failed == Nodes;

    /// <summary>One line for people.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Region}/{Name} {Status}: {Ready} of {CountText.Of(Nodes, "node")} ready{(Failed > 0 ? $", {Failed} failed" : "")}{(Status == "PENDING" ? $", starts {StartsAt:yyyy-MM-dd HH:mm:ss}" : "")}");
}
