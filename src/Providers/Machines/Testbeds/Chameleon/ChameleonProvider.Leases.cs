using Scalewright.Providers.Chameleon.Nodes;
using Scalewright.Providers.Slots;

namespace Scalewright.Providers.Chameleon;

/// <content>Leases: start search and extension.</content>
public sealed partial class ChameleonProvider
{
    /// <inheritdoc/>
    /// <remarks>
    /// The start is a whole minute. From then on, all sites have capacity for the entire
    /// <see cref="ChameleonOptions.LeaseDuration"/>. Use the result as <see cref="ChameleonOptions.StartsAt"/>.
    /// </remarks>
    public async Task<DateTimeOffset?> FindEarliestStartAsync(
        Topology topology,
        DateTimeOffset? notBefore = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(topology);
        List<SlotRequest> requests = [];
        foreach (
            IGrouping<string, NodeSpec> site in topology.Nodes.GroupBy(
                node => ChameleonLocation.From(node, _options).Region,
                StringComparer.Ordinal
            )
        )
        {
            SiteClient siteClient = GetSiteClient(site.Key);
            ILookup<string, NodeSpec> types = site.ToLookup(node => ChameleonLocation.From(node, _options).Type, StringComparer.Ordinal);
            IReadOnlyDictionary<string, ValueList<MachineCalendar>> machines = await ChameleonProblems.Rest.ReadAsync(() =>
                new HostCalendar(siteClient.Session).ReadAsync(
                    [.. types.Select(type => type.Key).Append("").Distinct(StringComparer.Ordinal)],
                    cancellationToken
                )
            );
            requests.AddRange(
                types
                    .Where(type => type.Key.Length > 0)
                    .Select(type => new SlotRequest($"{site.Key}/{type.Key}", type.Count(), machines[type.Key]))
            );

            // A machine has exactly one type. It is therefore sufficient to check the count of each type and the total
            // count; nodes without a type can use the machines that remain.
            requests.Add(new SlotRequest(site.Key, site.Count(), machines[""]));
        }

        return SlotFinder.FindEarliest(
            [.. requests],
            LeaseTime.RoundUp(notBefore ?? Clock.GetUtcNow()),
            TimeSpan.FromMinutes(Math.Ceiling(_options.LeaseDuration.TotalMinutes))
        );
    }

    /// <inheritdoc/>
    /// <remarks>The new end is rounded up to a whole minute. The testbed grants or refuses each extension
    /// immediately.</remarks>
    public async Task<ValueList<LeaseExtensionResult>> ExtendAsync(
        Owner owner,
        TimeSpan duration,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(owner);
        List<LeaseExtensionResult> extensions = [];
        foreach (SiteClient siteClient in _siteClients)
        {
            SiteSnapshot snapshot = await ChameleonProblems.Rest.ReadAsync(() => siteClient.ReadAsync(cancellationToken));
            foreach (
                LeaseSnapshot lease in snapshot.Leases.Where(lease =>
                    lease.IsLive && IsOwnedLease(lease, owner, snapshot) && !cancellationToken.IsCancellationRequested
                )
            )
            {
                extensions.Add(await ChameleonProblems.Rest.ReadAsync(() => ExtendAsync(siteClient, lease, duration)));
            }
        }

        return [.. extensions];
    }

    /// <summary>Returns true if a lease was created for the nodes of an owner or contains one of them.</summary>
    private static bool IsOwnedLease(LeaseSnapshot lease, Owner owner, SiteSnapshot snapshot) =>
        LeaseName.IsOwnedBy(lease.Name, owner) || snapshot.GetNodes(lease.Id).Any(node => node.Owner == owner);

    private static async Task<LeaseExtensionResult> ExtendAsync(SiteClient siteClient, LeaseSnapshot lease, TimeSpan duration)
    {
        try
        {
            return new LeaseExtensionResult(
                siteClient.Region,
                lease.Id,
                duration <= TimeSpan.Zero ? lease.Ends : (await siteClient.Leases.ExtendAsync(lease, duration)).Ends
            );
        }
        catch (RestException exception) when (!exception.IsTransient && !exception.IsRefusal)
        {
            return new LeaseExtensionResult(siteClient.Region, lease.Id, lease.Ends) { Problem = ChameleonProblems.Rest.From(exception) };
        }
    }

    private SiteClient GetSiteClient(string region) =>
        _siteClients.FirstOrDefault(siteClient => siteClient.Region == region)
        ?? throw new ProviderException(
            Name,
            [TestbedProblems.UnknownSite("", region, _siteClients.Select(siteClient => siteClient.Region))]
        );
}
