using Scalewright.Providers.IotLab.Experiments;
using Scalewright.Providers.IotLab.Wire;

namespace Scalewright.Providers.IotLab;

/// <content>What experiments have beside nodes: starts, progress, data, and the same once more.</content>
public sealed partial class IotLabProvider
{
    /// <inheritdoc/>
    /// <remarks>
    /// For the whole of <see cref="IotLabOptions.Duration"/>, at all sites: the time for <see cref="IotLabOptions.Start"/>, in whole seconds. The API tells no timetable of others, so its scheduler is asked by
    /// experiments that are handed in without firmwares and ended as soon as their start is told; one that can begin at once does, and its boards are free again when it has ended. It takes a mark, one experiment of
    /// the account's quota, and some calls. Also after a cancellation or a failure nothing is left; what could not be ended is told, expires half an hour after it was made, and is reaped as the cluster <c>slot-search</c>.
    /// <para>The time is exact when all nodes fit into one experiment (all by kind or all by board, and no more than <see cref="IotLabOptions.NodesPerExperimentMax"/>) and the scheduler's own start is not before
    /// <paramref name="from"/>. Else it takes reservations for a date or refuses them: <paramref name="from"/> itself is exact (or the latest of the starts of several experiments, when that is later; five minutes from now
    /// at the earliest), and if that is taken, dates every quarter of an hour for a day are asked for, then minutes within the quarter: a chance shorter than that may be overlooked.</para>
    /// </remarks>
    public async Task<DateTimeOffset?> FindStartAsync(Topology topology, DateTimeOffset? from = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(topology);
        return await IotLabProblems.Rest.AskedAsync(() => _slots.FindAsync(topology, from, cancellationToken));
    }

    /// <summary>How far the experiments of a cluster have come: now, and again each time that changes, until all nodes are ready or have failed.
    /// Changes nothing: somebody else must call <see cref="AdvanceAsync"/>, as a cluster that applies a change does.</summary>
    /// <param name="owner">Whose.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The experiments in the order of their numbers; none when the owner has none, which ends it.</returns>
    /// <exception cref="ProviderException">The place cannot be asked.</exception>
    public IAsyncEnumerable<ValueList<ExperimentProgress>> FollowAsync(Owner owner, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return _testbed.FollowAsync<ExperimentProgress>(
            async token => [.. (await IotLabProblems.Rest.AskedAsync(() => LookAsync(owner, token))).GroupBy(node => node.Mark.Key, StringComparer.Ordinal).Select(group => ProgressOf([.. group])).OrderBy(progress => progress.Experiment)],
            one => one.IsSettled, one => one.StartedAt is null, one => one.ScheduledAt, _options.LookPeriod, _options.LookPeriodMax, cancellationToken);
    }

    /// <summary>Asks for the same experiments once more, to begin when those that a cluster has now end. The testbed prolongs nothing: in between its nodes are not there, what is on their boards begins
    /// anew, and boards that were asked for by kind may be others. The nodes and their marks stay the same.</summary>
    /// <param name="owner">Whose.</param>
    /// <param name="duration">How long, in whole minutes; null: as long as <see cref="IotLabOptions.Duration"/>.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <returns>What became of each; one that goes on already is told as it is.</returns>
    /// <exception cref="ProviderException">The place cannot be asked.</exception>
    public async Task<ValueList<ReloadState>> ReloadAsync(Owner owner, TimeSpan? duration = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ValueList<PlacedNode> nodes = await IotLabProblems.Rest.AskedAsync(() => _nodes.OfAsync(owner, cancellationToken));
        List<ReloadState> states = [];
        foreach (PlacedNode[] group in nodes.Where(node => !node.IsEnding).GroupBy(node => node.Experiment!.Id).OrderBy(group => group.Key).Select(group => group.OrderBy(node => node.Mark.Index).ToArray()))
        {
            cancellationToken.ThrowIfCancellationRequested();
            states.Add(await IotLabProblems.Rest.AskedAsync(() => ReloadGroupAsync(group, duration ?? _options.Duration)));
        }

        return [.. states];
    }

    /// <summary>Reads all that the testbed keeps of an experiment: its description, its firmwares, and what was measured, up to 32 MiB.</summary>
    /// <param name="experiment">Its number.</param>
    /// <param name="destination">Where it goes, as tar.gz.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>How many bytes there were.</returns>
    /// <exception cref="ProviderException">The place does not give it.</exception>
    public async Task<long> ReadDataAsync(long experiment, Stream destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        byte[] data = await IotLabProblems.Rest.AskedAsync(() => _experiments.DataAsync(experiment, cancellationToken));
        await destination.WriteAsync(data, cancellationToken);
        return data.Length;
    }

    private async Task<ReloadState> ReloadGroupAsync(PlacedNode[] nodes, TimeSpan duration)
    {
        Experiment now = nodes[0].Experiment!;
        if (Array.Find(nodes, node => node.Mark.Next > now.Id) is { } marked && !ExperimentState.IsOver(await _experiments.ReadAsync(marked.Mark.Next, CancellationToken.None)))
        {
            return new ReloadState(now.Id) { Next = marked.Mark.Next, StartsAt = ExperimentState.EndOf(now) };
        }

        if (ExperimentState.EndOf(now) is not { } end)
        {
            return new ReloadState(now.Id) { Problem = IotLabProblems.NotReloaded($"the experiment is {now.State}, and when it ends is not known") };
        }

        try
        {
            long next = await _experiments.ReloadAsync(now.Id, duration, end);
            IotLabLog.Reloaded(_testbed.Logger, now.Id, next);
            await _marks.ReplaceAsync(nodes[0], nodes[0].Mark with { Next = next });
            return new ReloadState(now.Id) { Next = next, StartsAt = end };
        }
        catch (RestException refused) when (!refused.IsRefusal)
        {
            return new ReloadState(now.Id) { Problem = IotLabProblems.Rest.Of(refused) };
        }
    }

    private ExperimentProgress ProgressOf(PlacedNode[] nodes)
    {
        ResourceState[] states = [.. nodes.Select(node => _nodes.StateOf(node, Clock.GetUtcNow()))];
        Experiment? experiment = nodes[0].Experiment;
        return new ExperimentProgress(experiment?.Id ?? 0)
        {
            State = experiment?.State ?? "",
            ScheduledAt = experiment is null ? null : ExperimentState.PlannedStartOf(experiment),
            StartedAt = experiment is null ? null : ExperimentState.StartOf(experiment),
            EndsAt = experiment is null ? null : ExperimentState.EndOf(experiment),
            Nodes = states.Length,
            Ready = states.Count(state => state == ResourceState.Ready),
            Failed = states.Count(state => state is ResourceState.Failed or ResourceState.Leaving),
            Deployments = nodes.Max(node => node.IsDeployed is null ? 0 : node.Deployments),
            Message = string.Join("; ", nodes.Select(node => _nodes.Refused.GetValueOrDefault(node.Placing)?.Found).OfType<string>().Distinct(StringComparer.Ordinal)),
        };
    }
}

/// <summary>How far an experiment of a cluster has come.</summary>
/// <param name="Experiment">Its number; 0: it was not taken yet.</param>
public sealed record ExperimentProgress(long Experiment)
{
    /// <summary>The testbed's word for what it is doing, as in <c>Waiting</c> or <c>Running</c>; empty: it is not there.</summary>
    public string State { get; init; } = "";

    /// <summary>When the testbed means to start it; null: it does not say.</summary>
    public DateTimeOffset? ScheduledAt { get; init; }

    /// <summary>When it began; null: it has not.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ends at the latest; null: it has not begun.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>Its nodes that were not removed.</summary>
    public int Nodes { get; init; }

    /// <summary>Those of them that can be used.</summary>
    public int Ready { get; init; }

    /// <summary>Those of them that will not be ready by themselves.</summary>
    public int Failed { get; init; }

    /// <summary>The most deployments that one of its boards took.</summary>
    public int Deployments { get; init; }

    /// <summary>Why boards were not deployed; empty: nothing is known of it.</summary>
    public string Message { get; init; } = "";

    /// <summary>Whether nothing changes any more by itself, until it ends.</summary>
    public bool IsSettled => Ready + Failed == Nodes;

    /// <summary>One line for people.</summary>
    public override string ToString() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{Experiment} {State}: {Ready} of {CountText.Of(Nodes, "node")} ready{(Failed > 0 ? $", {Failed} failed" : "")}{(StartedAt is null && ScheduledAt is { } at ? $", starts {at:yyyy-MM-dd HH:mm:ss}" : "")}");
}

/// <summary>What became of asking for an experiment once more.</summary>
/// <param name="Experiment">The one that has the nodes now.</param>
public sealed record ReloadState(long Experiment)
{
    /// <summary>The one that goes on with them; 0: there is none.</summary>
    public long Next { get; init; }

    /// <summary>When that begins; null: there is none.</summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>Why there is none; null: there is.</summary>
    public Problem? Problem { get; init; }
}
