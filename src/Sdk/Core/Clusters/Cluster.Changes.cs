using Scalewright.Clusters.State;
using Scalewright.Clusters.Telemetry;
using Scalewright.Planning;
using Scalewright.Providers;
using Scalewright.Topologies;

namespace Scalewright.Clusters;

// Every change is the same: look, plan, do, until what is there is what is wanted.
public sealed partial class Cluster
{
    private static readonly TimeSpan LookPauseMin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookPauseMax = TimeSpan.FromSeconds(15);

    /// <summary>Plans how to make the cluster what a topology says. Changes nothing: neither the provider, nor the state, nor the cluster.
    /// The plan begins with what <see cref="ApplyAsync(Topology, CancellationToken)"/> reconciles first: resources that are adopted,
    /// forgotten or, because they are orphaned, removed.</summary>
    /// <param name="desired">The desired topology; of the cluster's name, or without one.</param>
    /// <param name="cancellationToken">Ends the observation.</param>
    /// <exception cref="ClusterException">The topology has another cluster's name.</exception>
    /// <exception cref="ProviderException">The provider does not answer.</exception>
    public async Task<Plan> PlanAsync(Topology desired, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(desired);
        return (await InspectAsync(cancellationToken)).PlanTo(OfThisCluster(desired));
    }

    /// <summary>Observes what exists, with the nodes that do not work marked. Changes nothing: neither the provider nor the state.</summary>
    /// <param name="cancellationToken">Ends the observation.</param>
    /// <returns>The topology as reconciling would record it, without orphaned resources; <see cref="PlanAsync"/> shows these.</returns>
    /// <exception cref="ProviderException">The provider does not answer.</exception>
    public async Task<Topology> ObserveAsync(CancellationToken cancellationToken = default) =>
        await InGateAsync(async () => _conditions.Mark(Show(await _reconciler.InspectAsync(cancellationToken)).State.Recorded), cancellationToken);

    /// <summary>Observes what exists, and keeps everything that a plan needs.</summary>
    internal Task<ClusterInspection> InspectAsync(CancellationToken cancellationToken) => InGateAsync(
        async () =>
        {
            Inspection found = Show(await _reconciler.InspectAsync(cancellationToken));
            return new ClusterInspection(_journal.State.Copy(), Owner, found.Resources, _conditions);
        },
        cancellationToken);

    /// <summary>Records what became of requests that an earlier program left, and shows what exists.</summary>
    internal Task ResolveAsync(CancellationToken cancellationToken) => InGateAsync(
        async () =>
        {
            Inspection found = Show(await _reconciler.ResolveAsync(cancellationToken));
            WarnOfOrphans(found);
            return found;
        },
        cancellationToken);

    private async Task<T> InGateAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        ThrowIfDisposed();
        return await NamedAsync(async () =>
        {
            using IDisposable turn = await EnterAsync(isLast: false, cancellationToken);
            return await work();
        });
    }

    /// <summary>Makes the cluster what a topology says.</summary>
    /// <param name="desired">What is wanted from now on; of the cluster's name, or without one.</param>
    /// <param name="cancellationToken">What is under way comes to its end and is recorded; nothing more is begun.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="ClusterException">A part of it cannot be done; the rest was.</exception>
    /// <exception cref="Journals.StateException">The change could not be recorded; nothing was begun that is not.</exception>
    /// <exception cref="ProviderException">The place cannot be used.</exception>
    public async Task<PlanReport> ApplyAsync(Topology desired, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(desired);
        return await ApplyAsync(_ => desired, cancellationToken);
    }

    /// <summary>Changes what is wanted and makes the cluster so. Between looking at what is wanted and changing it nobody else changes it.</summary>
    /// <param name="change">What is wanted so far to what is wanted from now on; pure. What it throws reaches the caller, and nothing is changed.</param>
    /// <inheritdoc cref="ApplyAsync(Topology, CancellationToken)"/>
    /// <param name="cancellationToken">What is under way comes to its end and is recorded; nothing more is begun.</param>
    public Task<PlanReport> ApplyAsync(Func<Topology, Topology> change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        ThrowIfDisposed();
        return NamedAsync(() => ConvergeAsync("apply", change, isLast: false, cancellationToken));
    }

    /// <summary>
    /// Changes what is wanted and orders it, without waiting until nodes are ready and without asking the place first whether it can
    /// be: what it refuses is in the report, and wanted again by the next change. For those who look again by themselves.
    /// </summary>
    /// <param name="change">What is wanted so far to what is wanted from now on; pure. What it throws reaches the caller, and nothing is changed.</param>
    /// <param name="cancellationToken">What is under way comes to its end and is recorded; nothing more is begun.</param>
    /// <returns>What was done and what was not; a plan without steps when nothing was to be done.</returns>
    /// <exception cref="Journals.StateException">The change could not be recorded; nothing was begun that is not.</exception>
    /// <exception cref="ProviderException">The place cannot be used.</exception>
    public Task<PlanReport> OrderAsync(Func<Topology, Topology> change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        ThrowIfDisposed();
        return NamedAsync(() => OrderOnceAsync(change, remember: null, cancellationToken));
    }

    /// <summary>The same, with what an engine remembers of its decision: both are recorded together, before anything is begun.</summary>
    internal Task<PlanReport> OrderAsync(Func<Topology, Topology> change, Func<MemoryEntry> remember, CancellationToken cancellationToken)
    {
        ThrowIfDisposed();
        return NamedAsync(() => OrderOnceAsync(change, remember, cancellationToken));
    }

    /// <summary>What an engine remembered when it last decided; null: nothing.</summary>
    internal MemoryEntry? Recall(string name) => _journal.State.Recall(name);

    /// <summary>Records what an engine learnt after its decision was recorded.</summary>
    internal Task RememberAsync(MemoryEntry memory, CancellationToken cancellationToken) => _journal.RememberAsync(memory, cancellationToken);

    private async Task<PlanReport> OrderOnceAsync(Func<Topology, Topology> change, Func<MemoryEntry>? remember, CancellationToken cancellationToken)
    {
        ThrowIfReadOnly();
        using Work? work = Work.Begin(Provider.Clock, "scalewright.order", durations: null, Instruments.Tag("cluster", Name));
        using IDisposable turn = await EnterAsync(isLast: false, cancellationToken);
        Topology there = await ReconcileAsync(cancellationToken);
        Topology wanted = change(Topology);
        wanted = await WantAsync(wanted, NewOf(remember?.Invoke()), cancellationToken);
        Plan plan = Planner.Plan(there, wanted);
        await TakeLastWordsAsync(plan, cancellationToken);
        PlanReport report = plan.IsEmpty ? new PlanReport(plan) : Report = await _runner.RunAsync(plan, cancellationToken);
        await RegisterAsync(cancellationToken);
        if (report.Succeeded)
        {
            work?.Succeed();
        }

        return report;
    }

    /// <summary>Makes again what is gone or does not work, as far as it is known: what the place says is gone or broken, and what
    /// <see cref="WatchAsync"/> gave up because it was silent for too long. Asks no node itself: one that hangs without the place's
    /// knowing is found by <see cref="WatchAsync"/>. A group that others removed while it has nodes is told as lost, and goes on with them,
    /// as in a place that has no groups; it is made again with its first node after the last one is gone.</summary>
    /// <inheritdoc cref="ApplyAsync(Topology, CancellationToken)"/>
    public Task<PlanReport> RepairAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        return NamedAsync(() => ConvergeAsync("repair", change: null, isLast: false, cancellationToken));
    }

    /// <summary>Removes everything of the cluster. Its folder stays, with a state that wants nothing.</summary>
    /// <inheritdoc cref="ApplyAsync(Topology, CancellationToken)"/>
    public Task<PlanReport> DestroyAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        return NamedAsync(() => ConvergeAsync("destroy", _ => Topology.Empty, isLast: false, cancellationToken));
    }

    /// <summary>Waits for its turn. When that comes, the cluster may have been let go.</summary>
    private async Task<IDisposable> EnterAsync(bool isLast, CancellationToken cancellationToken)
    {
        IDisposable turn = await _gate.EnterAsync(cancellationToken);
        if (!isLast && IsDisposed)
        {
            turn.Dispose();
            throw Disposed();
        }

        return turn;
    }

    /// <summary>Tells by the cluster's name when it was let go under a change.</summary>
    private async Task<T> NamedAsync<T>(Func<Task<T>> change)
    {
        try
        {
            return await change();
        }
        catch (ObjectDisposedException) when (IsDisposed)
        {
            throw Disposed();
        }
    }

    private async Task<PlanReport> ConvergeAsync(string word, Func<Topology, Topology>? change, bool isLast, CancellationToken cancellationToken)
    {
        ThrowIfReadOnly();
        using Work? work = Work.Begin(Provider.Clock, "scalewright." + word, durations: null, Instruments.Tag("cluster", Name));
        PlanReport report = await ConvergeAsync(change, isLast, cancellationToken);
        await RegisterAsync(cancellationToken);
        if (report.Succeeded)
        {
            work?.Succeed();
        }

        return report;
    }

    private async Task<PlanReport> ConvergeAsync(Func<Topology, Topology>? change, bool isLast, CancellationToken cancellationToken)
    {
        using IDisposable turn = await EnterAsync(isLast, cancellationToken);
        Topology wanted = change is null ? Topology : await WantAsync(await CheckedAsync(change(Topology), cancellationToken), memory: null, cancellationToken);
        PlanReport report = new(new Plan(wanted.Name, []));
        for (int round = 1; ; round++)
        {
            Plan plan = Planner.Plan(await ReconcileAsync(cancellationToken), wanted);
            if (plan.IsEmpty && (_conditions.Starting.Count == 0 || round > _settings.RoundsMax))
            {
                return report;
            }

            if (plan.IsEmpty)
            {
                // Begun by a change that did not come to its end.
                await StartAsync(cancellationToken);
                continue;
            }

            if (round > _settings.RoundsMax)
            {
                return Judge(report with { Problems = report.Problems.Add(ClusterProblems.Unsettled(_settings.RoundsMax, plan.Steps[0].ToString())) });
            }

            await TakeLastWordsAsync(plan, cancellationToken);
            Report = report = await _runner.RunAsync(plan, cancellationToken);
            await StartAsync(cancellationToken);
            if (!report.Succeeded)
            {
                return Judge(report);
            }
        }
    }

    /// <summary>Looks, first often and then less so, until every node is ready or has failed. One that takes too long counts as broken.</summary>
    private async Task StartAsync(CancellationToken cancellationToken)
    {
        long start = Provider.Clock.GetTimestamp();
        for (TimeSpan pause = LookPauseMin; ; pause = pause * 2 < LookPauseMax ? pause * 2 : LookPauseMax)
        {
            await ReconcileAsync(cancellationToken);
            IReadOnlyList<string> starting = _conditions.Starting;
            if (starting.Count == 0)
            {
                return;
            }

            if (Provider.Clock.GetElapsedTime(start) >= _settings.StartMax)
            {
                foreach (string node in starting.Where(_conditions.Condemn))
                {
                    _events.Tell(ClusterEventKind.NodeFailed, node, "did not become ready in time and is made again");
                }

                return;
            }

            await Task.Delay(pause, Provider.Clock, cancellationToken);
        }
    }

    private PlanReport Judge(PlanReport report)
    {
        Report = report;
        return _settings.AllowsPartial ? report : throw new ClusterException(Name, report.Problems) { Report = report };
    }

    // What was meant for another cluster would remove all of this one.
    private Topology OfThisCluster(Topology desired) =>
        desired.Name.Length == 0 || desired.Name == Name ? desired : throw new ClusterException(Name, [ClusterProblems.OtherTopology(Name, desired.Name)]);

    /// <exception cref="ClusterException">It is another cluster's, or the place says that it cannot be.</exception>
    private async Task<Topology> CheckedAsync(Topology desired, CancellationToken cancellationToken)
    {
        ValueList<Problem> problems = OfThisCluster(desired) == Topology.Empty ? [] : await _provider.CheckAsync(desired, cancellationToken);
        return problems.Any(problem => problem.Severity == ProblemSeverity.Error) ? throw new ClusterException(Name, problems) : desired;
    }

    private async Task<Topology> WantAsync(Topology desired, MemoryEntry? memory, CancellationToken cancellationToken)
    {
        Topology wanted = desired with { Name = Name };
        Plan difference = wanted == Topology ? new Plan(Name, []) : Planner.Plan(Topology, wanted);
        if (difference.IsEmpty)
        {
            await (memory is null ? Task.CompletedTask : _journal.RememberAsync(memory, cancellationToken));
            return Topology;
        }

        await _journal.WantAsync(difference, memory, cancellationToken);
        return wanted;
    }

    /// <summary>What is remembered, unless it is known already.</summary>
    private MemoryEntry? NewOf(MemoryEntry? memory) =>
        memory is not null && Recall(memory.Name) is { } known && JsonElement.DeepEquals(known.Value, memory.Value) ? null : memory;

    private async Task<Topology> ReconcileAsync(CancellationToken cancellationToken)
    {
        Inspection settled = Show(await _reconciler.ReconcileAsync(cancellationToken));
        FollowLogs();
        return _conditions.Mark(settled.State.Recorded);
    }

    /// <summary>Takes over what an inspection found: the states of nodes show it from now on.</summary>
    private Inspection Show(Inspection found)
    {
        Volatile.Write(ref _shown, found.State);
        _links.EndCalls(node => found.State.Find(StepTarget.Node, node)?.Token);
        (IReadOnlyList<string> broken, IReadOnlyList<KeyValuePair<string, DateTimeOffset>> ending) =
            _conditions.Take(new Observation(found.State, found.Resources, _settings.Drift, _events));
        foreach (string node in broken)
        {
            _events.Tell(ClusterEventKind.NodeFailed, node, "does not work");
        }

        foreach ((string node, DateTimeOffset end) in ending)
        {
            _events.Tell(ClusterEventKind.NodeEnding, node, $"the provider takes it back at {end.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}");
        }

        _partitions.Wake();
        return found;
    }

    /// <summary>Whoever accepts an older copy of the state hears of everything that it does not know.</summary>
    private void WarnOfOrphans(Inspection found)
    {
        if (_settings.Store is { AcceptOlder: true })
        {
            _orphaned = found.Orphans.Select(ClusterProblems.Foundling).ToValueList();
        }
    }
}
