using System.Runtime.CompilerServices;
using Scalewright.Providers.IotLab.Experiments;
using Scalewright.Providers.IotLab.Wire;

namespace Scalewright.Providers.IotLab;

/// <content>What experiments have beside nodes: progress, data, and the same once more.</content>
public sealed partial class IotLabProvider
{
    /// <summary>How far the experiments of a cluster have come: now, and again each time that changes, until all nodes are ready or have failed.
    /// Changes nothing: somebody else must call <see cref="AdvanceAsync"/>, as a cluster that applies a change does.</summary>
    /// <param name="owner">Whose.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The experiments in the order of their numbers; none when the owner has none, which ends it.</returns>
    /// <exception cref="ProviderException">The place cannot be asked.</exception>
    public async IAsyncEnumerable<ValueList<ExperimentProgress>> FollowAsync(Owner owner, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ValueList<ExperimentProgress>? told = null;
        for (int look = 1; ; look++)
        {
            ValueList<PlacedNode> nodes = await AskedAsync(() => LookAsync(owner, cancellationToken));
            ValueList<ExperimentProgress> now = [.. nodes.GroupBy(node => node.Mark.Key, StringComparer.Ordinal).Select(group => ProgressOf([.. group])).OrderBy(progress => progress.Experiment)];
            if (now != told)
            {
                yield return told = now;
            }

            if (now.All(experiment => experiment.IsSettled))
            {
                yield break;
            }

            TimeSpan? untilStart = now.Where(one => one is { StartedAt: null, ScheduledAt: not null }).Select(one => one.ScheduledAt - Clock.GetUtcNow()).Min();
            TimeSpan pause = LookPauses.After(look, now.All(one => one.StartedAt is null) ? untilStart : null, _options.LookPeriod, _options.LookPeriodMax);
            await Task.Delay(pause, Clock, cancellationToken);
        }
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
        ValueList<PlacedNode> nodes = await AskedAsync(() => _nodes.OfAsync(owner, cancellationToken));
        List<ReloadState> states = [];
        foreach (PlacedNode[] group in nodes.Where(node => !node.IsEnding).GroupBy(node => node.Experiment!.Id).OrderBy(group => group.Key).Select(group => group.OrderBy(node => node.Mark.Index).ToArray()))
        {
            cancellationToken.ThrowIfCancellationRequested();
            states.Add(await AskedAsync(() => ReloadGroupAsync(group, duration ?? _options.Duration)));
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
        byte[] data = await AskedAsync(() => _experiments.DataAsync(experiment, cancellationToken));
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
            IotLabLog.Reloaded(_logger, now.Id, next);
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
