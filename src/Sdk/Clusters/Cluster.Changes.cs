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

    /// <summary>What would be done to make the cluster what a topology says; does nothing.</summary>
    /// <param name="desired">What would be wanted.</param>
    /// <param name="cancellationToken">Ends the looking.</param>
    /// <exception cref="ProviderException">The place cannot be asked.</exception>
    public async Task<Plan> PlanAsync(Topology desired, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(desired);
        return Planner.Plan(await ObserveAsync(cancellationToken), desired);
    }

    /// <summary>Looks at the place: what is there, with the nodes that do not work marked. Makes the memory agree with it.</summary>
    /// <param name="cancellationToken">Ends the looking.</param>
    /// <exception cref="ProviderException">The place cannot be asked.</exception>
    public async Task<Topology> ObserveAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        using IDisposable turn = await _gate.EnterAsync(cancellationToken);
        return await LookAsync(cancellationToken);
    }

    /// <summary>Makes the cluster what a topology says.</summary>
    /// <param name="desired">What is wanted from now on.</param>
    /// <param name="cancellationToken">What is under way comes to its end and is recorded; nothing more is begun.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="ClusterException">A part of it cannot be done; the rest was.</exception>
    /// <exception cref="Journals.StateException">The change could not be recorded; nothing was begun that is not.</exception>
    /// <exception cref="ProviderException">The place cannot be used.</exception>
    public async Task<PlanReport> ApplyAsync(Topology desired, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(desired);
        ThrowIfDisposed();
        ValueList<Problem> problems = await _provider.CheckAsync(desired, cancellationToken);
        if (problems.Any(problem => problem.Severity == ProblemSeverity.Error))
        {
            throw new ClusterException(Name, problems);
        }

        return await ConvergeAsync("apply", desired, cancellationToken);
    }

    /// <summary>Makes again what is gone or does not work, as far as it is known: what the place says is gone or broken, and what
    /// <see cref="WatchAsync"/> gave up because it was silent for too long. Asks no node itself: one that hangs without the place's
    /// knowing is found by <see cref="WatchAsync"/>. A group that others removed while it has nodes is told as lost, and goes on with them,
    /// as in a place that has no groups; it is made again with its first node after the last one is gone.</summary>
    /// <inheritdoc cref="ApplyAsync"/>
    public Task<PlanReport> RepairAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        return ConvergeAsync("repair", desired: null, cancellationToken);
    }

    /// <summary>Removes everything of the cluster. Its folder stays, with a state that wants nothing.</summary>
    /// <inheritdoc cref="ApplyAsync"/>
    public Task<PlanReport> DestroyAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        return ConvergeAsync("destroy", Topology.Empty, cancellationToken);
    }

    private async Task<PlanReport> ConvergeAsync(string word, Topology? desired, CancellationToken cancellationToken)
    {
        using Work? work = Work.Begin(Provider.Clock, "scalewright." + word, durations: null, Instruments.Tag("cluster", Name));
        PlanReport report = await ConvergeAsync(desired, cancellationToken);
        if (report.Succeeded)
        {
            work?.Succeed();
        }

        return report;
    }

    private async Task<PlanReport> ConvergeAsync(Topology? desired, CancellationToken cancellationToken)
    {
        using IDisposable turn = await _gate.EnterAsync(cancellationToken);
        Topology wanted = desired is null ? Topology : await WantAsync(desired, cancellationToken);
        PlanReport report = new(new Plan(wanted.Name, []));
        for (int round = 1; ; round++)
        {
            Plan plan = Planner.Plan(await LookAsync(cancellationToken), wanted);
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
            await LookAsync(cancellationToken);
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

    private async Task<Topology> WantAsync(Topology desired, CancellationToken cancellationToken)
    {
        Topology wanted = desired with { Name = Name };
        await _journal.WantAsync(Planner.Plan(Topology, wanted), cancellationToken);
        return wanted;
    }

    private async Task<Topology> LookAsync(CancellationToken cancellationToken)
    {
        Observation seen = await _reconciler.RunAsync(cancellationToken);
        (IReadOnlyList<string> broken, IReadOnlyList<KeyValuePair<string, DateTimeOffset>> ending) = _conditions.Take(seen);
        foreach (string node in broken)
        {
            _events.Tell(ClusterEventKind.NodeFailed, node, "does not work");
        }

        foreach ((string node, DateTimeOffset end) in ending)
        {
            _events.Tell(ClusterEventKind.NodeEnding, node, $"the provider takes it back at {end:yyyy-MM-ddTHH:mm:ssZ}");
        }

        return _conditions.Mark(_journal.State.Recorded);
    }
}
