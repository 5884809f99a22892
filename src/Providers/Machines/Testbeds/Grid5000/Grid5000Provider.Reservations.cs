using System.Runtime.CompilerServices;
using Scalewright.Providers.Grid5000.Jobs;
using Scalewright.Providers.Grid5000.Slots;
using Scalewright.Providers.Grid5000.Wire;
using Scalewright.Providers.Slots;

namespace Scalewright.Providers.Grid5000;

/// <content>What reservations have beside nodes: starts, progress, and ends that can be moved.</content>
public sealed partial class Grid5000Provider
{
    /// <inheritdoc/>
    /// <remarks>For the whole of <see cref="Grid5000Options.Walltime"/>, at all sites: the time for <see cref="Grid5000Options.Start"/>, in whole seconds. <see cref="Grid5000Options.Properties"/>, which only the scheduler understands, are not looked at.</remarks>
    public async Task<DateTimeOffset?> FindStartAsync(Topology topology, DateTimeOffset? from = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(topology);
        List<SlotDemand> demands = [];
        foreach (IGrouping<string, NodeSpec> site in topology.Nodes.GroupBy(node => Place.Of(node, _options).Site, StringComparer.Ordinal))
        {
            ClusterStatus status = await AskedAsync(() => _client.GetAsync($"sites/{Uri.EscapeDataString(site.Key)}/status?disks=no&waiting=yes", Grid5000Json.Default.ClusterStatus, cancellationToken));
            IGrouping<Place, NodeSpec>[] places = [.. site.GroupBy(node => Place.Of(node, _options))];
            demands.AddRange(places.Where(place => place.Key.Cluster.Length > 0).Select(place => new SlotDemand(place.Key.ToString(), place.Count(), StatusReader.Read(status, place.Key.Cluster))));

            // Clusters do not overlap and the site has them all: enough of each, and enough together, is enough.
            demands.Add(new SlotDemand(site.Key, site.Count(), StatusReader.Read(status, "")));
        }

        DateTimeOffset first = from ?? Clock.GetUtcNow();
        DateTimeOffset whole = DateTimeOffset.FromUnixTimeSeconds(first.ToUnixTimeSeconds());
        return SlotFinder.FindEarliest([.. demands], whole < first ? whole.AddSeconds(1) : whole, _options.Walltime);
    }

    /// <summary>How far the jobs of a cluster have come: now, and again each time that changes, until all nodes are ready or have failed.
    /// Changes nothing: somebody else must call <see cref="AdvanceAsync"/>, as a cluster that applies a change does.</summary>
    /// <param name="owner">Whose.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The jobs in the order of their sites and numbers; none when the owner has none, which ends it.</returns>
    /// <exception cref="ProviderException">The place cannot be asked.</exception>
    public async IAsyncEnumerable<ValueList<JobProgress>> FollowAsync(Owner owner, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ValueList<JobProgress>? told = null;
        for (int look = 1; ; look++)
        {
            ValueList<JobProgress>[] sites = await Task.WhenAll(_options.Sites.Select(site => AskedAsync(() => ProgressAsync(site, owner, cancellationToken))));
            ValueList<JobProgress> now = [.. sites.SelectMany(site => site)];
            if (now != told)
            {
                yield return told = now;
            }

            if (now.All(job => job.IsSettled))
            {
                yield break;
            }

            TimeSpan? untilStart = now.Where(job => job is { StartedAt: null, ScheduledAt: not null }).Select(job => job.ScheduledAt - Clock.GetUtcNow()).Min();
            await Task.Delay(LookPauses.After(look, now.All(job => job.StartedAt is null) ? untilStart : null, _options.LookPeriod, _options.LookPeriodMax), Clock, cancellationToken);
        }
    }

    /// <inheritdoc/>
    /// <remarks>In whole seconds. The scheduler decides by and by: what it granted so far, has not decided and might grant stands in the message, in its own words, as in <c>+0:30:0</c>.</remarks>
    public async Task<ValueList<LeaseExtension>> ExtendAsync(Owner owner, TimeSpan by, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        List<LeaseExtension> extensions = [];
        foreach (string site in _options.Sites)
        {
            ValueList<PlacedNode> nodes = NodeView.There(await AskedAsync(() => _shelf.OfAsync(site, owner, cancellationToken)));
            foreach (Job job in nodes.Select(node => node.Job).Where(job => !JobState.IsEnding(job)).DistinctBy(job => job.Uid))
            {
                extensions.Add(await AskedAsync(() => AskForTimeAsync(site, job, by, cancellationToken)));
            }
        }

        return [.. extensions];
    }

    private async Task<LeaseExtension> AskForTimeAsync(string site, Job job, TimeSpan by, CancellationToken cancellationToken)
    {
        LeaseExtension extension = new(site, job.Uid.ToString(CultureInfo.InvariantCulture), JobState.EndOf(job));
        try
        {
            WalltimeState state = await _shelf.ExtendAsync(site, job.Uid, by, cancellationToken);
            Grid5000Log.Extended(_logger, job.Uid, site, by);
            return extension with
            {
                EndsAt = job.StartedAt is > 0 and { } start && JobState.LengthOf(state.Walltime) is { } length ? DateTimeOffset.FromUnixTimeSeconds(start) + length : extension.EndsAt,
                Message = $"granted {state.Granted}, not decided {state.Pending}, at most {state.Possible}",
            };
        }
        catch (RestException refused) when (!refused.IsPassing && !refused.IsRefusal)
        {
            return extension with { Problem = Grid5000Problems.Rest.Of(refused) };
        }
    }

    private async Task<ValueList<JobProgress>> ProgressAsync(string site, Owner owner, CancellationToken cancellationToken)
    {
        (ValueList<PlacedNode> nodes, DeploymentPicture picture) = await LookAsync(site, owner, cancellationToken);
        return
        [
            .. nodes.GroupBy(node => node.Job.Uid).OrderBy(job => job.Key).Select(job =>
            {
                Job wire = job.First().Job;
                ResourceState[] states = [.. job.Select(picture.StateOf)];
                IEnumerable<string> messages = job.Select(node => _desk.Refused.GetValueOrDefault(node.Id)?.Found).Prepend(wire.Message).OfType<string>().Where(message => message.Length > 0);
                return new JobProgress(site, job.Key)
                {
                    State = wire.State ?? "",
                    ScheduledAt = JobState.TimeOf(wire.ScheduledAt),
                    StartedAt = JobState.TimeOf(wire.StartedAt),
                    EndsAt = JobState.EndOf(wire),
                    Nodes = states.Length,
                    Ready = states.Count(state => state == ResourceState.Ready),
                    Failed = states.Count(state => state is ResourceState.Failed or ResourceState.Leaving),
                    Deployments = job.Max(picture.TriesOf),
                    Message = string.Join("; ", messages.Distinct(StringComparer.Ordinal)),
                };
            }),
        ];
    }
}
