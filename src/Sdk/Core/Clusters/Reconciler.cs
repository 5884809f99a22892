using Scalewright.Providers;
using Scalewright.Topologies;

namespace Scalewright.Clusters;

/// <summary>Makes the state match existing resources: records, forgets, adopts, and removes orphans.</summary>
internal sealed class Reconciler
{
    private readonly GuardedProvider _provider;
    private readonly ClusterJournal _journal;
    private readonly ClusterEvents _events;
    private readonly ClusterOptions _settings;
    private readonly Inspector _inspector;
    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);

    public Reconciler(GuardedProvider provider, ClusterJournal journal, ClusterEvents events, ClusterOptions settings)
    {
        (_provider, _journal, _events, _settings) = (provider, journal, events, settings);
        _inspector = new Inspector(provider, journal.State, journal.Owner, settings, ThrowIfFenced);
    }

    private Topology Desired => _journal.State.Desired;

    /// <inheritdoc cref="Inspector.Seed"/>
    public void Seed(ValueList<Resource> resources) => _inspector.Seed(resources);

    /// <summary>Compares the state with existing resources; changes neither.</summary>
    public async Task<Inspection> InspectAsync(CancellationToken cancellationToken)
    {
        Inspection inspection = await _inspector.InspectAsync(Desired, cancellationToken);
        ReportLost(inspection);
        return inspection;
    }

    /// <summary>Makes the state match existing resources.</summary>
    /// <returns>The inspection afterwards, without differences.</returns>
    public async Task<Inspection> ReconcileAsync(CancellationToken cancellationToken)
    {
        Inspection inspection = await _inspector.AdvanceAsync(Desired, cancellationToken);
        ReportLost(inspection);
        _inspector.Restart();
        foreach (StateDifference difference in inspection.Differences)
        {
            await RecordAsync(difference);
        }

        await RemoveAsync(inspection.Orphans, cancellationToken);
        return inspection with { State = _journal.State, Differences = [], Orphans = [] };
    }

    /// <summary>Records the outcomes of the previous holder's requests. Adopts, forgets and removes nothing.</summary>
    public async Task<Inspection> ResolveAsync(CancellationToken cancellationToken)
    {
        Inspection inspection = await InspectAsync(cancellationToken);
        foreach (StateDifference difference in inspection.Differences.Where(static difference => difference.Change.Result is not null))
        {
            await RecordAsync(difference);
        }

        return _inspector.Inspect(inspection.Resources, Desired);
    }

    private async Task RecordAsync(StateDifference difference)
    {
        await _journal.SettleAsync(difference.Change);
        if (difference.Event is { } kind && (difference.Change.Gone is not { } gone || !_reported.Remove(gone.Token)))
        {
            _events.Publish(kind, difference.Name, difference.Reason);
        }
    }

    /// <summary>Reports each missing resource once until it is forgotten.</summary>
    private void ReportLost(Inspection inspection)
    {
        StateDifference[] lost = [.. inspection.Differences.Where(static difference => difference.Change.Gone is not null)];
        _reported.IntersectWith(lost.Select(static difference => difference.Change.Gone!.Token));
        foreach (StateDifference difference in lost)
        {
            if (_reported.Add(difference.Change.Gone!.Token))
            {
                _events.Publish(ClusterEventKind.NodeLost, difference.Name, difference.Reason);
            }
        }
    }

    /// <summary>
    /// Throws if resources of a later holder exist: they are unknown to this state, but not orphaned.
    /// </summary>
    private void ThrowIfFenced(ValueList<Resource> resources)
    {
        long seen = EpochScanner.GetHighest(resources);
        if (seen > _journal.Epoch)
        {
            throw new ClusterException(_journal.Owner.Cluster, ClusterProblems.Fenced(_journal.Epoch, seen));
        }
    }

    private async Task RemoveAsync(ValueList<Resource> orphans, CancellationToken cancellationToken)
    {
        foreach (Resource[] wave in OrphanRemovalRequests.Waves(orphans, _provider.MaxBatchSize))
        {
            await _journal.FenceAsync();
            await RemoveAsync(wave.Select(ToRequest).ToValueList(), cancellationToken);
        }
    }

    private StepRequest ToRequest(Resource resource) =>
        OrphanRemovalRequests.Create(resource, _journal.Owner, _journal.Epoch, _journal.CreateToken());

    private async Task RemoveAsync(ValueList<StepRequest> requests, CancellationToken cancellationToken)
    {
        Dictionary<string, string> names = requests.ToDictionary(
            request => request.Token,
            request => request.Step.Name,
            StringComparer.Ordinal
        );
        await foreach (StepOutcome outcome in _provider.ApplyAsync(requests, cancellationToken))
        {
            if (outcome.Result == StepResult.Succeeded)
            {
                _events.Publish(ClusterEventKind.OrphanRemoved, names[outcome.Token], "it was not desired");
            }
            else if (outcome.Problem is { } problem && problem.Code == ProblemCode.LeaseLost)
            {
                throw new ClusterException(_journal.Owner.Cluster, problem);
            }
        }
    }
}
