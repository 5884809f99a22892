using Scalewright.Providers.Grid5000.Jobs;
using Scalewright.Providers.Grid5000.Wire;
using Scalewright.Providers.Slots;

namespace Scalewright.Providers.Grid5000;

/// <content>Reservations: start search and extension.</content>
public sealed partial class Grid5000Provider
{
    /// <inheritdoc/>
    /// <remarks>Finds a start, in whole seconds, from which all sites have capacity for the whole
    /// <see cref="Grid5000Options.Walltime"/>. Use the result as <see cref="Grid5000Options.StartsAt"/>.
    /// <see cref="Grid5000Options.Properties"/> are ignored, because only the scheduler can evaluate them.</remarks>
    public async Task<DateTimeOffset?> FindEarliestStartAsync(
        Topology topology,
        DateTimeOffset? notBefore = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(topology);
        List<SlotRequest> demands = [];
        foreach (
            IGrouping<string, NodeSpec> site in topology.Nodes.GroupBy(
                node => Grid5000Location.From(node, _options).Site,
                StringComparer.Ordinal
            )
        )
        {
            ClusterStatus status = await Grid5000Problems.Rest.ReadAsync(() =>
                _client.GetAsync(
                    $"sites/{Uri.EscapeDataString(site.Key)}/status?disks=no&waiting=yes",
                    Grid5000Json.Default.ClusterStatus,
                    cancellationToken
                )
            );
            IGrouping<Grid5000Location, NodeSpec>[] locations = [.. site.GroupBy(node => Grid5000Location.From(node, _options))];
            demands.AddRange(
                locations
                    .Where(location => location.Key.Cluster.Length > 0)
                    .Select(location => new SlotRequest(
                        location.Key.ToString(),
                        location.Count(),
                        SiteStatusReader.Read(status, location.Key.Cluster)
                    ))
            );

            // Each machine belongs to one cluster, so it is sufficient that there are enough machines in each cluster,
            // and enough machines in total.
            demands.Add(new SlotRequest(site.Key, site.Count(), SiteStatusReader.Read(status, "")));
        }

        DateTimeOffset first = notBefore ?? Clock.GetUtcNow();
        DateTimeOffset whole = DateTimeOffset.FromUnixTimeSeconds(first.ToUnixTimeSeconds());
        return SlotFinder.FindEarliest([.. demands], whole < first ? whole.AddSeconds(1) : whole, _options.Walltime);
    }

    /// <inheritdoc/>
    /// <remarks>The duration is in whole seconds. The scheduler may decide later: the message contains the granted,
    /// pending and possible time in the format of the scheduler, for example <c>+0:30:0</c>.</remarks>
    public async Task<ValueList<LeaseExtensionResult>> ExtendAsync(
        Owner owner,
        TimeSpan duration,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(owner);
        List<LeaseExtensionResult> extensions = [];
        foreach (string site in _options.Sites)
        {
            ValueList<Grid5000Node> nodes = Grid5000ResourceMapper.SelectExisting(
                await Grid5000Problems.Rest.ReadAsync(() => _jobs.ListOwnedAsync(site, owner, cancellationToken))
            );
            foreach (Job job in nodes.Select(node => node.Job).Where(job => !JobState.IsEnding(job)).DistinctBy(job => job.Uid))
            {
                extensions.Add(await Grid5000Problems.Rest.ReadAsync(() => RequestTimeAsync(site, job, duration, cancellationToken)));
            }
        }

        return [.. extensions];
    }

    /// <summary>Returns the cores and the memory that all machines of a cluster have.</summary>
    /// <param name="site">The site.</param>
    /// <param name="cluster">The cluster at the site.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <exception cref="ProviderException">The testbed does not respond, or there is no such cluster.</exception>
    public Task<NodeHardware> GetCommonHardwareAsync(string site, string cluster, CancellationToken cancellationToken = default) =>
        Grid5000Problems.Rest.ReadAsync(async () =>
        {
            Collection<ClusterNode> machines = await _client.GetAsync(
                $"sites/{Uri.EscapeDataString(site)}/clusters/{Uri.EscapeDataString(cluster)}/nodes",
                Grid5000Json.Default.CollectionClusterNode,
                cancellationToken
            );
            IReadOnlyList<ClusterNode> all = machines.Items is { Count: > 0 } items
                ? items
                : throw new RestException(200, "the response has no machines") { IsInvalidResponse = true };
            return new NodeHardware
            {
                Cpus = all.Min(machine => machine.Architecture?.NbCores ?? 0),
                MemoryMiB = (int)(all.Min(machine => machine.MainMemory?.RamSize ?? 0) / (1024 * 1024)),
            };
        });

    private async Task<LeaseExtensionResult> RequestTimeAsync(string site, Job job, TimeSpan by, CancellationToken cancellationToken)
    {
        LeaseExtensionResult extension = new(site, job.Uid.ToString(CultureInfo.InvariantCulture), JobState.GetEnd(job));
        try
        {
            WalltimeState state = await _jobs.ExtendAsync(site, job.Uid, by, cancellationToken);
            Grid5000Log.ExtensionRequested(Logger, job.Uid, site, by);
            return extension with
            {
                EndsAt = JobState.ParseDuration(state.Walltime) is { } length ? JobState.GetStart(job) + length : extension.EndsAt,
                Message = $"granted {state.Granted}, not decided {state.Pending}, at most {state.Possible}",
            };
        }
        catch (RestException exception) when (!exception.IsTransient && !exception.IsRefusal)
        {
            return extension with { Problem = Grid5000Problems.Rest.From(exception) };
        }
    }
}

/// <summary>Converts a site's status to machines with their bookings.</summary>
internal static class SiteStatusReader
{
    /// <summary>
    /// Returns the machines that can become available: switched-off machines are included, dead and suspected machines
    /// are not. Best-effort jobs do not count as bookings, because they make way for other jobs.
    /// </summary>
    /// <param name="cluster">Cluster of the machines; empty for all.</param>
    public static ValueList<MachineCalendar> Read(ClusterStatus status, string cluster) =>
        [
            .. (status.Nodes ?? [])
                .Where(node =>
                    node.Value.Hard is not ("dead" or "suspected")
                    && (cluster.Length == 0 || node.Key.StartsWith($"{cluster}-", StringComparison.Ordinal))
                )
                .OrderBy(node => node.Key, StringComparer.Ordinal)
                .Select(node => new MachineCalendar(
                    node.Key,
                    [.. (node.Value.Reservations ?? []).Select(ToReservedPeriod).OfType<ReservedPeriod>()]
                )),
        ];

    private static ReservedPeriod? ToReservedPeriod(NodeReservation reservation)
    {
        long start = reservation.StartedAt is > 0 and { } started ? started : reservation.ScheduledAt ?? 0;
        return start > 0 && reservation.Queue != "besteffort"
            ? new ReservedPeriod(
                DateTimeOffset.FromUnixTimeSeconds(start),
                DateTimeOffset.FromUnixTimeSeconds(start + reservation.Walltime)
            )
            : null;
    }
}
