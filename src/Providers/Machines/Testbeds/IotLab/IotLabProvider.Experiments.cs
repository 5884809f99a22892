using Scalewright.Providers.IotLab.Experiments;
using Scalewright.Providers.IotLab.Wire;

namespace Scalewright.Providers.IotLab;

/// <content>Experiments: start search, progress, data, and reload.</content>
public sealed partial class IotLabProvider
{
    /// <inheritdoc/>
    /// <remarks><para>Finds a start, in whole seconds, from which all sites have capacity for the whole
    /// <see cref="IotLabOptions.Duration"/>. Use the result as <see cref="IotLabOptions.StartsAt"/>. The API does not
    /// report the bookings of other users, so the method probes the scheduler: it submits experiments without firmware,
    /// and ends them as soon as their start is known. An experiment that can start immediately does start, and its
    /// boards are available again when it has ended. A search temporarily uses an ownership tag and part of the
    /// account's quota of experiments. Its experiments are also ended after a cancellation or a failure. An experiment
    /// that could not be ended is reported, expires after half an hour, and is reaped as part of the cluster
    /// <c>slot-search</c>.</para>
    /// <para>The time is exact if two conditions hold. First, all nodes fit into one experiment: all are selected by
    /// kind or all by board, and there are no more than <see cref="IotLabOptions.MaxNodesPerExperiment"/>. Second, the
    /// start that the scheduler selects is not before <paramref name="notBefore"/>. Otherwise the scheduler only
    /// accepts or refuses reservations for a date. The first date tried is <paramref name="notBefore"/>, or the latest
    /// start of the separate experiments if that is later, but at least five minutes from now. If that date is refused,
    /// the method probes every 15 minutes for a day, and then narrows the result down to the minute. It may therefore
    /// miss a shorter gap.</para></remarks>
    public async Task<DateTimeOffset?> FindEarliestStartAsync(
        Topology topology, DateTimeOffset? notBefore = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(topology);
        return await IotLabProblems.Rest.ReadAsync(() => _slots.FindAsync(topology, notBefore, cancellationToken));
    }

    /// <summary>
    /// Returns the current progress of the experiments of a cluster, and again after each change, until all nodes are
    /// ready or failed. This method changes nothing. Another caller must call <see cref="AdvanceAsync"/>, as a cluster
    /// does when it applies a change.
    /// </summary>
    /// <param name="owner">Owner of the experiments.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns>The experiments, ordered by number; the sequence ends if the owner has no experiments.</returns>
    /// <exception cref="ProviderException">The testbed does not respond.</exception>
    public IAsyncEnumerable<ValueList<IotLabExperimentProgress>> WatchExperimentsAsync(
        Owner owner, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return _testbed.FollowAsync<IotLabExperimentProgress>(
            async token => [.. (await IotLabProblems.Rest.ReadAsync(() => PollAsync(owner, token)))
                .GroupBy(node => node.NodeTag.Key, StringComparer.Ordinal)
                .Select(group => CreateProgress([.. group]))
                .OrderBy(progress => progress.ExperimentId)],
            one => one.IsSettled, one => one.StartedAt is null, one => one.ScheduledAt, _options.PollInterval,
            _options.MaxPollInterval, cancellationToken);
    }

    /// <summary>
    /// Requests the experiments of a cluster again, each to start when the current one ends, because the testbed cannot
    /// extend experiments. Between the two, the nodes are not available, their boards restart, and boards selected by
    /// kind may be replaced by others. The nodes and their ownership tags stay the same.
    /// </summary>
    /// <param name="owner">Owner of the experiments.</param>
    /// <param name="duration">Duration in whole minutes; null for <see cref="IotLabOptions.Duration"/>.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The outcome for each experiment. An experiment that was reloaded before is not reloaded
    /// again.</returns>
    /// <exception cref="ProviderException">The testbed does not respond.</exception>
    public async Task<ValueList<ReloadResult>> ReloadAsync(
        Owner owner, TimeSpan? duration = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ValueList<IotLabNode> nodes =
            await IotLabProblems.Rest.ReadAsync(() => _nodes.ListAsync(owner, cancellationToken));
        List<ReloadResult> states = [];
        foreach (IotLabNode[] group in nodes.Where(node => !node.IsEnding)
            .GroupBy(node => node.Experiment!.Id)
            .OrderBy(group => group.Key)
            .Select(group => group.OrderBy(node => node.NodeTag.Index).ToArray()))
        {
            cancellationToken.ThrowIfCancellationRequested();
            states.Add(
                await IotLabProblems.Rest.ReadAsync(() => ReloadGroupAsync(group, duration ?? _options.Duration)));
        }

        return [.. states];
    }

    /// <summary>
    /// Reads all data that the testbed stores for an experiment: its description, its firmwares and its measurements,
    /// up to 32 MiB.
    /// </summary>
    /// <param name="experiment">Number of the experiment.</param>
    /// <param name="destination">Stream for the tar.gz archive.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>Number of bytes.</returns>
    /// <exception cref="ProviderException">The testbed does not return the data.</exception>
    public async Task<long> DownloadDataAsync(
        long experiment, Stream destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        byte[] data = await IotLabProblems.Rest.ReadAsync(() => _experiments.DataAsync(experiment, cancellationToken));
        await destination.WriteAsync(data, cancellationToken);
        return data.Length;
    }

    private async Task<ReloadResult> ReloadGroupAsync(IotLabNode[] nodes, TimeSpan duration)
    {
        IotLabExperiment now = nodes[0].Experiment!;
        if (Array.Find(nodes, node => node.NodeTag.Next > now.Id) is { } marked
            && !ExperimentState.IsCompleted(await _experiments.ReadAsync(marked.NodeTag.Next, CancellationToken.None)))
        {
            return new ReloadResult(now.Id)
            {
                NextExperimentId = marked.NodeTag.Next,
                StartsAt = ExperimentState.GetEnd(now)
            };
        }

        if (ExperimentState.GetEnd(now) is not { } end)
        {
            return new ReloadResult(now.Id) { Problem = IotLabProblems.NotReloaded(
                $"the experiment is {now.State}, so its end is not known yet") };
        }

        try
        {
            long next = await _experiments.ReloadAsync(now.Id, duration, end);
            IotLabLog.Reloaded(_testbed.Logger, now.Id, next);
            await _tags.ReplaceAsync(nodes[0], nodes[0].NodeTag with { Next = next });
            return new ReloadResult(now.Id) { NextExperimentId = next, StartsAt = end };
        }
        catch (RestException exception) when (!exception.IsRefusal)
        {
            return new ReloadResult(now.Id) { Problem = IotLabProblems.Rest.From(exception) };
        }
    }

    private IotLabExperimentProgress CreateProgress(IotLabNode[] nodes)
    {
        ResourceState[] states = [.. nodes.Select(node => _nodes.GetState(node, Clock.GetUtcNow()))];
        IotLabExperiment? experiment = nodes[0].Experiment;
        IotLabExperimentProgress progress = new(experiment?.Id ?? 0)
        {
            State = experiment?.State ?? "",
            NodeCount = states.Length,
            ReadyCount = states.Count(state => state == ResourceState.Ready),
            FailedCount = states.Count(state => state is ResourceState.Failed or ResourceState.Deleting),
            DeploymentCount = nodes.Max(node => node.IsDeployed is null ? 0 : node.Deployments),
            Message =
                string.Join("; ", nodes.Select(node => _nodes.Rejected.GetValueOrDefault(node.PlacementKey)?.Message)
                    .OfType<string>()
                    .Distinct(StringComparer.Ordinal)),
        };
        return experiment is null ? progress : progress with
        {
            ScheduledAt = ExperimentState.GetPlannedStart(experiment),
            StartedAt = ExperimentState.GetStart(experiment),
            EndsAt = ExperimentState.GetEnd(experiment),
        };
    }
}

/// <summary>Progress of an experiment of a cluster.</summary>
/// <param name="ExperimentId">Number of the experiment; 0 if the experiment has not been accepted yet.</param>
public sealed record IotLabExperimentProgress(long ExperimentId)
{
    /// <summary>State at the testbed, for example <c>Waiting</c> or <c>Running</c>; empty if it is missing.</summary>
    public string State { get; init; } = "";

    /// <summary>Start planned by the testbed; null if unknown.</summary>
    public DateTimeOffset? ScheduledAt { get; init; }

    /// <summary>Actual start; null if it has not started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Latest end; null if it has not started.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>Number of nodes in the experiment that were not removed.</summary>
    public int NodeCount { get; init; }

    /// <summary>Number of nodes in the experiment that are ready.</summary>
    public int ReadyCount { get; init; }

    /// <summary>Number of nodes in the experiment that have failed or are being deleted.</summary>
    public int FailedCount { get; init; }

    /// <summary>Highest number of deployments of any board in the experiment.</summary>
    public int DeploymentCount { get; init; }

    /// <summary>Reason why boards were not deployed; empty if unknown.</summary>
    public string Message { get; init; } = "";

    /// <summary>True if no further change is expected until the experiment ends.</summary>
    public bool IsSettled => ReadyCount + FailedCount == NodeCount;

    /// <summary>Returns a one-line summary.</summary>
    public override string ToString() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{ExperimentId} {State}: {ReadyCount} of {Pluralizer.Format(NodeCount, "node")} "
        + $"ready{(FailedCount > 0 ? $", {FailedCount} failed" : "")}"
        + $"{(StartedAt is null && ScheduledAt is { } at ? $", starts {at:yyyy-MM-dd HH:mm:ss}" : "")}");
}

/// <summary>Outcome of a request to run an experiment again.</summary>
/// <param name="ExperimentId">Number of the experiment that currently has the nodes.</param>
public sealed record ReloadResult(long ExperimentId)
{
    /// <summary>Number of the next experiment with the nodes; 0 if it does not exist.</summary>
    public long NextExperimentId { get; init; }

    /// <summary>Start of the next experiment; null if it does not exist.</summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>Reason why there is no next experiment; null if there is one.</summary>
    public Problem? Problem { get; init; }
}
