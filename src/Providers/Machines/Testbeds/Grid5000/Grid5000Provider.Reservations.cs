using Scalewright.Providers.Grid5000.Jobs;
using Scalewright.Providers.Grid5000.Wire;
using Scalewright.Providers.Slots;

namespace Scalewright.Providers.Grid5000;

/// <content>Reservations: start search, progress, and extension.</content>
public sealed partial class Grid5000Provider
{
    /// <inheritdoc/>
    /// <remarks>Finds a start, in whole seconds, from which all sites have capacity for the whole
    /// <see cref="Grid5000Options.Walltime"/>. Use the result as <see cref="Grid5000Options.StartsAt"/>.
    /// <see cref="Grid5000Options.Properties"/> are ignored, because only the scheduler can evaluate them.</remarks>
    public async Task<DateTimeOffset?> FindEarliestStartAsync(
        Topology topology, DateTimeOffset? notBefore = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(topology);
        List<SlotRequest> demands = [];
        foreach (IGrouping<string, NodeSpec> site in topology.Nodes.GroupBy(
            node => Grid5000Location.From(node, _options).Site, StringComparer.Ordinal))
        {
            ClusterStatus status = await Grid5000Problems.Rest.ReadAsync(() => _client.GetAsync(
                $"sites/{Uri.EscapeDataString(site.Key)}/status?disks=no&waiting=yes",
                Grid5000Json.Default.ClusterStatus, cancellationToken));
            IGrouping<Grid5000Location, NodeSpec>[] locations = [.. site.GroupBy(
                node => Grid5000Location.From(node, _options))];
            demands.AddRange(locations.Where(location => location.Key.Cluster.Length > 0)
                .Select(location => new SlotRequest(
                    location.Key.ToString(), location.Count(), SiteStatusReader.Read(status, location.Key.Cluster))));

            // Each machine belongs to one cluster, so it is sufficient that there are enough machines in each cluster,
            // and enough machines in total.
            demands.Add(new SlotRequest(site.Key, site.Count(), SiteStatusReader.Read(status, "")));
        }

        DateTimeOffset first = notBefore ?? Clock.GetUtcNow();
        DateTimeOffset whole = DateTimeOffset.FromUnixTimeSeconds(first.ToUnixTimeSeconds());
        return SlotFinder.FindEarliest([.. demands], whole < first ? whole.AddSeconds(1) : whole, _options.Walltime);
    }

    /// <summary>
    /// Returns the current progress of the jobs of a cluster, and again after each change, until all nodes are ready or
    /// failed. This method changes nothing. Another caller must call <see cref="AdvanceAsync"/>, as a cluster does when
    /// it applies a change.
    /// </summary>
    /// <param name="owner">Owner of the jobs.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns>The jobs, ordered by site and number; the sequence ends if the owner has no jobs.</returns>
    /// <exception cref="ProviderException">The testbed does not respond.</exception>
    public IAsyncEnumerable<ValueList<JobProgress>> WatchJobsAsync(
        Owner owner, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return _testbed.FollowAsync<JobProgress>(
            async token => [.. (await Task.WhenAll(_options.Sites.Select(site =>
                Grid5000Problems.Rest.ReadAsync(() => ProgressAsync(site, owner, token))))).SelectMany(site => site)],
            job => job.IsSettled, job => job.StartedAt is null, job => job.ScheduledAt, _options.PollInterval,
            _options.MaxPollInterval, cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>The duration is in whole seconds. The scheduler may decide later: the message contains the granted,
    /// pending and possible time in the format of the scheduler, for example <c>+0:30:0</c>.</remarks>
    public async Task<ValueList<LeaseExtensionResult>> ExtendAsync(
        Owner owner, TimeSpan duration, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        List<LeaseExtensionResult> extensions = [];
        foreach (string site in _options.Sites)
        {
            ValueList<Grid5000Node> nodes = Grid5000ResourceMapper.SelectExisting(
                await Grid5000Problems.Rest.ReadAsync(() => _jobs.ListOwnedAsync(site, owner, cancellationToken)));
            foreach (Job job in nodes.Select(node => node.Job)
                .Where(job => !JobState.IsEnding(job))
                .DistinctBy(job => job.Uid))
            {
                extensions.Add(await Grid5000Problems.Rest.ReadAsync(
                    () => RequestTimeAsync(site, job, duration, cancellationToken)));
            }
        }

        return [.. extensions];
    }

    /// <summary>Returns the cores and the memory that all machines of a cluster have.</summary>
    /// <param name="site">The site.</param>
    /// <param name="cluster">The cluster at the site.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <exception cref="ProviderException">The testbed does not respond, or there is no such cluster.</exception>
    public Task<NodeHardware> GetCommonHardwareAsync(
        string site, string cluster, CancellationToken cancellationToken = default) =>
        Grid5000Problems.Rest.ReadAsync(async () =>
        {
            Collection<ClusterNode> machines = await _client.GetAsync(
                $"sites/{Uri.EscapeDataString(site)}/clusters/{Uri.EscapeDataString(cluster)}/nodes",
                Grid5000Json.Default.CollectionClusterNode, cancellationToken);
            IReadOnlyList<ClusterNode> all = machines.Items is { Count: > 0 } items
                ? items
                : throw new RestException(200, "the response has no machines") { IsInvalidResponse = true };
            return new NodeHardware
            {
                Cpus = all.Min(machine => machine.Architecture?.NbCores ?? 0),
                MemoryMiB = (int)(all.Min(machine => machine.MainMemory?.RamSize ?? 0) / (1024 * 1024)),
            };
        });

    private async Task<LeaseExtensionResult> RequestTimeAsync(
        string site, Job job, TimeSpan by, CancellationToken cancellationToken)
    {
        LeaseExtensionResult extension =
            new(site, job.Uid.ToString(CultureInfo.InvariantCulture), JobState.GetEnd(job));
        try
        {
            WalltimeState state = await _jobs.ExtendAsync(site, job.Uid, by, cancellationToken);
            Grid5000Log.ExtensionRequested(_testbed.Logger, job.Uid, site, by);
            return extension with
            {
                EndsAt = JobState.ParseDuration(state.Walltime) is { } length
                    ? JobState.GetStart(job) + length
                    : extension.EndsAt,
                Message = $"granted {state.Granted}, not decided {state.Pending}, at most {state.Possible}",
            };
        }
        catch (RestException exception) when (!exception.IsTransient && !exception.IsRefusal)
        {
            return extension with { Problem = Grid5000Problems.Rest.From(exception) };
        }
    }

    private async Task<ValueList<JobProgress>> ProgressAsync(
        string site, Owner owner, CancellationToken cancellationToken)
    {
        (ValueList<Grid5000Node> nodes, DeploymentSnapshot snapshot) = await PollAsync(site, owner, cancellationToken);
        return
        [
            .. nodes.GroupBy(node => node.Job.Uid).OrderBy(job => job.Key).Select(job =>
            {
                Job wire = job.First().Job;
                ResourceState[] states = [.. job.Select(snapshot.GetState)];
                IEnumerable<string> messages = job
                    .Select(node => _deployments.Rejected.GetValueOrDefault(node.Id)?.Message)
                    .Prepend(wire.Message)
                    .OfType<string>()
                    .Where(message => message.Length > 0);
                return new JobProgress(site, job.Key)
                {
                    State = wire.State ?? "",
                    ScheduledAt = JobState.ParseTime(wire.ScheduledAt),
                    StartedAt = JobState.GetStart(wire),
                    EndsAt = JobState.GetEnd(wire),
                    NodeCount = states.Length,
                    ReadyCount = states.Count(state => state == ResourceState.Ready),
                    FailedCount = states.Count(state => state is ResourceState.Failed or ResourceState.Deleting),
                    DeploymentCount = job.Max(snapshot.CountAttempts),
                    Message = string.Join("; ", messages.Distinct(StringComparer.Ordinal)),
                };
            }),
        ];
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
            .Where(node => node.Value.Hard is not ("dead" or "suspected")
                && (cluster.Length == 0 || node.Key.StartsWith($"{cluster}-", StringComparison.Ordinal)))
            .OrderBy(node => node.Key, StringComparer.Ordinal)
            .Select(node => new MachineCalendar(
                node.Key, [.. (node.Value.Reservations ?? []).Select(ToReservedPeriod).OfType<ReservedPeriod>()])),
    ];

    private static ReservedPeriod? ToReservedPeriod(NodeReservation reservation)
    {
        long start = reservation.StartedAt is > 0 and { } started ? started : reservation.ScheduledAt ?? 0;
        return start > 0 && reservation.Queue != "besteffort" ? new ReservedPeriod(
            DateTimeOffset.FromUnixTimeSeconds(start),
            DateTimeOffset.FromUnixTimeSeconds(start + reservation.Walltime)) : null;
    }
}

/// <summary>Progress of a job of a cluster.</summary>
/// <param name="Site">Site of the job.</param>
/// <param name="JobId">Number of the job at the site.</param>
public sealed record JobProgress(string Site, long JobId)
{
    /// <summary>State reported by the scheduler, for example <c>waiting</c> or <c>running</c>.</summary>
    public string State { get; init; } = "";

    /// <summary>Start planned by the scheduler; null if unknown.</summary>
    public DateTimeOffset? ScheduledAt { get; init; }

    /// <summary>Actual start; null if it has not started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Latest end; null if it has not started.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>Number of nodes in the job that were not released.</summary>
    public int NodeCount { get; init; }

    /// <summary>Number of nodes in the job that are ready.</summary>
    public int ReadyCount { get; init; }

    /// <summary>Number of nodes in the job that have failed or are being deleted.</summary>
    public int FailedCount { get; init; }

    /// <summary>Highest number of deployments of any machine in the job, including deployments in progress.</summary>
    public int DeploymentCount { get; init; }

    /// <summary>Message of the scheduler, and reasons why machines were not deployed; may be empty.</summary>
    public string Message { get; init; } = "";

    /// <summary>True if no further change is expected until the job ends.</summary>
    public bool IsSettled => ReadyCount + FailedCount == NodeCount;

    /// <summary>Returns a one-line summary.</summary>
    public override string ToString() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{Site}/{JobId} {State}: {ReadyCount} of {Pluralizer.Format(NodeCount, "node")} "
        + $"ready{(FailedCount > 0 ? $", {FailedCount} failed" : "")}"
        + $"{(StartedAt is null && ScheduledAt is { } at ? $", starts {at:yyyy-MM-dd HH:mm:ss}" : "")}");
}
