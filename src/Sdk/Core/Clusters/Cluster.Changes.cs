using System.Collections.Frozen;
using Scalewright.Planning;
using Scalewright.Providers;
using Scalewright.Topologies;

namespace Scalewright.Clusters;

/// <content>Changes: loops of observing, planning and executing, until the observed topology is the desired one.</content>
public sealed partial class Cluster
{
    /// <summary>
    /// Plans the changes that make the cluster match a topology. Changes nothing. The plan starts with the
    /// reconciliation steps of <see cref="ApplyAsync(Topology, CancellationToken)"/>: resources to adopt, to forget,
    /// or, if orphaned, to remove.
    /// </summary>
    /// <param name="desired">Desired topology. Its name must be empty or the name of the cluster.</param>
    /// <param name="cancellationToken">Cancels the observation.</param>
    /// <exception cref="ClusterException">The topology has the name of another cluster.</exception>
    /// <exception cref="ProviderException">The provider does not respond.</exception>
    /// <example>
    /// Shows the steps that add two nodes:
    /// <code>
    /// Topology shop = Topology.Create("shop").AddProfile(Profile.Create("web").WithCount(2).Build()).Build();
    /// await using SimulationProvider provider = new() { Seed = 1 };
    /// await provider.RunAsync(async cancellationToken =&gt;
    /// {
    ///     await using Cluster cluster =
    ///         await Cluster.Create(shop).UseProvider(provider).ProvisionAsync(cancellationToken);
    ///     Topology larger = Topology.Create("shop").AddProfile(Profile.Create("web").WithCount(4).Build()).Build();
    ///     Console.Write(await cluster.PlanAsync(larger, cancellationToken));
    /// });
    /// </code>
    /// </example>
    public async Task<Plan> PlanAsync(Topology desired, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(desired);
        return (await InspectAsync(cancellationToken)).PlanTo(CheckName(desired));
    }

    /// <summary>Returns the existing topology, with failed nodes marked. Changes nothing.</summary>
    /// <param name="cancellationToken">Cancels the observation.</param>
    /// <returns>The topology that reconciliation would record; <see cref="PlanAsync"/> also shows orphaned
    /// resources.</returns>
    /// <exception cref="ProviderException">The provider does not respond.</exception>
    public Task<Topology> ObserveAsync(CancellationToken cancellationToken = default) =>
        InspectAsync(_reconciler.InspectAsync, inspection => _nodeStatuses.WithFailures(inspection.State.Recorded), cancellationToken);

    /// <summary>Compares the state of the cluster with the existing resources. Changes neither.</summary>
    /// <param name="cancellationToken">Cancels the inspection.</param>
    /// <exception cref="ProviderException">The provider does not respond.</exception>
    public Task<ClusterInspection> InspectAsync(CancellationToken cancellationToken = default) =>
        InspectAsync(survey: null, cancellationToken);

    /// <param name="survey">Resources that were listed under the lock; null to list them.</param>
    internal Task<ClusterInspection> InspectAsync(Survey? survey, CancellationToken cancellationToken) =>
        InspectAsync(
            token =>
            {
                Seed(survey);
                return _reconciler.InspectAsync(token);
            },
            inspection => new ClusterInspection(_journal.State.Copy(), Owner, inspection.Resources, _nodeStatuses),
            cancellationToken
        );

    /// <summary>
    /// Records the outcomes of the requests of an earlier program, and observes the existing resources.
    /// </summary>
    /// <param name="survey">Resources that were listed under the lock.</param>
    internal Task ResolveAsync(Survey survey, CancellationToken cancellationToken) =>
        InspectAsync(
            token =>
            {
                Seed(survey);
                return _reconciler.ResolveAsync(token);
            },
            inspection =>
            {
                WarnOfOrphans(inspection);
                return inspection;
            },
            cancellationToken
        );

    private async Task<T> InspectAsync<T>(
        Func<CancellationToken, Task<Inspection>> inspect,
        Func<Inspection, T> read,
        CancellationToken cancellationToken
    )
    {
        ThrowIfDisposed();
        try
        {
            using TurnScope scope = new(work: null);
            await EnterAsync(scope, cancellationToken);
            return read(PublishInspection(await inspect(cancellationToken)));
        }
        catch (ObjectDisposedException) when (IsDisposed)
        {
            throw Disposed();
        }
    }

    /// <summary>Changes the cluster to match a topology.</summary>
    /// <param name="desired">Desired topology. Its name must be empty or the name of the cluster.</param>
    /// <param name="cancellationToken">Stops after the steps in progress. Their results are recorded.</param>
    /// <returns>Report of the executed plan.</returns>
    /// <exception cref="ClusterException">Some steps failed; the others completed.</exception>
    /// <exception cref="Journals.StateException">The change was not recorded; no unrecorded step started.</exception>
    /// <exception cref="ProviderException">The provider cannot be used.</exception>
    /// <example>
    /// Scales a group out to four nodes:
    /// <code>
    /// Topology shop = Topology.Create("shop").AddProfile(Profile.Create("web").WithCount(2).Build()).Build();
    /// await using SimulationProvider provider = new() { Seed = 1 };
    /// await provider.RunAsync(async cancellationToken =&gt;
    /// {
    ///     await using Cluster cluster =
    ///         await Cluster.Create(shop).UseProvider(provider).ProvisionAsync(cancellationToken);
    ///     Topology larger = Topology.Create("shop").AddProfile(Profile.Create("web").WithCount(4).Build()).Build();
    ///     PlanReport report = await cluster.ApplyAsync(larger, cancellationToken);
    ///     Console.WriteLine(report.Succeeded);
    /// });
    /// </code>
    /// </example>
    public async Task<PlanReport> ApplyAsync(Topology desired, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(desired);
        return await ApplyAsync(_ => desired, cancellationToken);
    }

    /// <summary>Changes the cluster to match a topology, with what its opening found as the first observation.</summary>
    /// <param name="survey">Resources that were listed under the lock.</param>
    internal Task<PlanReport> ApplyAsync(Topology desired, Survey survey, CancellationToken cancellationToken) =>
        ConvergeAsync("apply", _ => desired, ChangeOrigin.User, cancellationToken, survey);

    /// <summary>Changes the desired topology atomically and applies it.</summary>
    /// <param name="change">Pure function from the current to the new desired topology. When it throws, nothing
    /// changes.</param>
    /// <inheritdoc cref="ApplyAsync(Topology, CancellationToken)"/>
    /// <param name="cancellationToken">Stops after the steps in progress. Their results are recorded.</param>
    public Task<PlanReport> ApplyAsync(Func<Topology, Topology> change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        ThrowIfDisposed();
        return ConvergeAsync("apply", change, ChangeOrigin.User, cancellationToken);
    }

    /// <summary>
    /// Replaces nodes that the provider reports as missing or failed, and nodes that <see cref="MonitorAsync"/> marked
    /// as failed after a timeout. Does not contact nodes; only <see cref="MonitorAsync"/> detects hung nodes that the
    /// provider reports as working. If a group with nodes was removed externally, it is reported as lost and its nodes
    /// are kept, as with a provider without groups. After its last node is gone, the group is created again with its
    /// next node.
    /// </summary>
    /// <inheritdoc cref="ApplyAsync(Topology, CancellationToken)"/>
    /// <example>
    /// Replaces a node that has crashed:
    /// <code>
    /// Topology shop = Topology.Create("shop").AddProfile(Profile.Create("web").WithCount(2).Build()).Build();
    /// await using SimulationProvider provider = new() { Seed = 1 };
    /// await provider.RunAsync(async cancellationToken =&gt;
    /// {
    ///     await using Cluster cluster =
    ///         await Cluster.Create(shop).UseProvider(provider).ProvisionAsync(cancellationToken);
    ///     provider.Inject(new CrashNode("web-1"));
    ///     PlanReport report = await cluster.RepairAsync(cancellationToken);
    ///     Console.WriteLine(report.CompletedSteps.Count);
    /// });
    /// </code>
    /// </example>
    public Task<PlanReport> RepairAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        return ConvergeAsync("repair", change: null, ChangeOrigin.User, cancellationToken);
    }

    /// <summary>
    /// Removes all resources of the cluster. The state folder is kept, with an empty desired topology.
    /// </summary>
    /// <inheritdoc cref="ApplyAsync(Topology, CancellationToken)"/>
    /// <example>
    /// Destroys all nodes of a cluster:
    /// <code>
    /// Topology shop = Topology.Create("shop").AddProfile(Profile.Create("web").WithCount(2).Build()).Build();
    /// await using SimulationProvider provider = new() { Seed = 1 };
    /// await provider.RunAsync(async cancellationToken =&gt;
    /// {
    ///     await using Cluster cluster =
    ///         await Cluster.Create(shop).UseProvider(provider).ProvisionAsync(cancellationToken);
    ///     PlanReport report = await cluster.DestroyAsync(cancellationToken);
    ///     Console.WriteLine(report.Succeeded);
    /// });
    /// </code>
    /// </example>
    public Task<PlanReport> DestroyAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        return ConvergeAsync("destroy", _ => Topology.Empty, ChangeOrigin.User, cancellationToken);
    }

    /// <summary>
    /// Records the change of the desired topology, and then changes the cluster until it matches. The change is
    /// recorded before the first observation: reconciliation adopts resources of the desired topology, and removes
    /// others.
    /// </summary>
    private async Task<PlanReport> ConvergeAsync(
        string operation,
        Func<Topology, Topology>? change,
        ChangeOrigin origin,
        CancellationToken cancellationToken,
        Survey? survey = null
    )
    {
        ThrowIfReadOnly();
        try
        {
            // A disposal waits for the turn although the cluster counts as disposed already.
            using TurnScope scope = new(StartActivity(operation));
            await (origin == ChangeOrigin.Disposal ? scope.EnterAsync(_gate, cancellationToken) : EnterAsync(scope, cancellationToken));
            Topology desired = change is null ? Topology : await RecordAsync(change(Topology), survey, cancellationToken);
            Seed(survey);
            PlanReport report = await ReconcileToAsync(desired, origin, cancellationToken);
            // The registration needs no turn, and may wait for other programs that use the register.
            scope.Leave();
            await RegisterAsync(cancellationToken);
            scope.Complete(report);
            return report;
        }
        catch (ObjectDisposedException) when (IsDisposed && origin != ChangeOrigin.Disposal)
        {
            throw Disposed();
        }
    }

    private async Task<Topology> RecordAsync(Topology desired, Survey? survey, CancellationToken cancellationToken)
    {
        Topology valid = await CheckTopologyAsync(desired, survey?.Check, cancellationToken);
        return await RecordDesiredAsync(valid, note: null, cancellationToken);
    }

    /// <summary>Observes, plans and executes until the cluster matches the desired topology, at most
    /// <see cref="ClusterOptions.MaxReconcileIterations"/> times without progress.</summary>
    private async Task<PlanReport> ReconcileToAsync(Topology desired, ChangeOrigin origin, CancellationToken cancellationToken)
    {
        PlanReport report = new(new Plan(desired.Name, []));
        bool isContinued = false;
        for (int attempt = 1; ; )
        {
            Topology recorded = await ReconcileAsync(cancellationToken);
            IReadOnlySet<string> reported = origin == ChangeOrigin.Monitor ? _nodeStatuses.Held : FrozenSet<string>.Empty;
            Plan whole = Planner.Plan(_nodeStatuses.WithFailures(recorded, reported), desired);
            bool isLast = attempt > _settings.MaxReconcileIterations;
            if (whole.IsEmpty && (_nodeStatuses.Starting.Count == 0 || isLast))
            {
                return report;
            }

            (Plan plan, ValueMap<ValueList<string>> waiting) = FindStartable(whole, desired);
            if (!whole.IsEmpty && isLast)
            {
                return CompleteWithProblems(report, [DescribeUnsettled(whole), .. ClusterProblems.Waiting(waiting)]);
            }

            if (!plan.IsEmpty)
            {
                PlanReport part = await ExecuteAsync(plan, cancellationToken);
                report = isContinued ? report.Then(part) : part;
                LastReport = report;
            }

            // Starting nodes of unrelated groups do not delay those that wait. With an empty plan, the nodes were started by
            // a change that did not complete.
            Func<bool>? canEndEarly = waiting.Count > 0 ? () => CanContinue(waiting, desired) : null;
            ValueList<Problem> obstacles = await WaitUntilStartedAsync(reported, canEndEarly, cancellationToken);
            report = report with { Problems = [.. report.Problems, .. obstacles] };
            if (!report.Succeeded)
            {
                return CompleteWithProblems(report, ClusterProblems.Waiting(waiting));
            }

            if (!whole.IsEmpty)
            {
                isContinued = waiting.Count > 0;
            }

            if (waiting.Count == 0 || !CanContinue(waiting, desired))
            {
                attempt++;
            }
        }
    }

    // A step with a reason for waiting explains more than the first one.
    private Problem DescribeUnsettled(Plan remaining)
    {
        PlanStep step = remaining.Steps.FirstOrDefault(candidate => FindReason(candidate) is not null) ?? remaining.Steps[0];
        return ClusterProblems.Unsettled(_settings.MaxReconcileIterations, step.ToString(), FindReason(step));
    }

    private async Task<PlanReport> ExecuteAsync(Plan plan, CancellationToken cancellationToken)
    {
        await FlushNodeLogsAsync(plan, cancellationToken);
        _nodeStatuses.Track(plan);
        return LastReport = await _executor.RunAsync(plan, cancellationToken);
    }

    private WaitingReason? FindReason(PlanStep step) => step.Target == StepTarget.Node ? _nodeStatuses.FindReason(step.Name) : null;

    /// <exception cref="ClusterException">Partial success is not allowed.</exception>
    private PlanReport CompleteWithProblems(PlanReport report, IEnumerable<Problem> more)
    {
        report = report with { Problems = [.. report.Problems, .. more] };
        LastReport = report;
        return _settings.AllowPartial ? report : throw new ClusterException(Name, report.Problems) { Report = report };
    }

    // Applying the topology of another cluster would remove all resources of this one.
    private Topology CheckName(Topology desired) =>
        desired.Name.Length == 0 || desired.Name == Name
            ? desired
            : throw new ClusterException(Name, [ClusterProblems.OtherTopology(Name, desired.Name)]);

    /// <exception cref="ClusterException">The topology belongs to another cluster, or the provider rejects
    /// it.</exception>
    private async Task<Topology> CheckTopologyAsync(Topology desired, ProviderCheck? check, CancellationToken cancellationToken)
    {
        ValueList<Problem> problems = [];
        if (CheckName(desired) != Topology.Empty)
        {
            problems = desired == check?.Topology ? check.Problems : await _provider.CheckAsync(desired, cancellationToken);
        }

        if (problems.Any(problem => problem.Severity == ProblemSeverity.Error))
        {
            throw new ClusterException(Name, problems);
        }

        _providerWarnings = problems;
        return desired;
    }

    private async Task<Topology> RecordDesiredAsync(Topology desired, TurnNote? note, CancellationToken cancellationToken)
    {
        Topology renamed = desired with { Name = Name };
        Plan difference = renamed == Topology ? new Plan(Name, []) : Planner.Plan(Topology, renamed);
        if (difference.IsEmpty)
        {
            if (note is not null)
            {
                await _journal.SaveNoteAsync(note, cancellationToken);
            }

            return Topology;
        }

        await _journal.SetDesiredAsync(difference, note, cancellationToken);
        return renamed;
    }

    private async Task<Topology> ReconcileAsync(CancellationToken cancellationToken)
    {
        Inspection settled = PublishInspection(await _reconciler.ReconcileAsync(cancellationToken));
        FollowLogs();
        return settled.State.Recorded;
    }

    /// <summary>Uses a list of the opening as the next one, unless it is too old.</summary>
    private void Seed(Survey? survey)
    {
        if (survey?.Resources is { } resources && survey.IsRecent(Provider.Clock))
        {
            _reconciler.Seed(resources);
        }
    }

    /// <summary>Publishes the result of an inspection. Node states are then based on it.</summary>
    private Inspection PublishInspection(Inspection inspection)
    {
        Volatile.Write(ref _shown, inspection.State);
        _links.EndCalls(node => inspection.State.Find(StepTarget.Node, node)?.Token);
        NodeStatusChanges changes = _nodeStatuses.Apply(
            new ProviderObservation(inspection.State, inspection.Resources, _settings.DriftPolicy)
        );
        foreach ((string node, Resource resource) in changes.Drifted)
        {
            _events.Publish(ClusterEventKind.DriftDetected, node, $"{resource.Id} was changed by others");
        }

        foreach ((string node, WaitingReason reason) in changes.Waiting)
        {
            string state = reason.IsContactLost ? "unreachable" : "not ready";
            _events.Publish(ClusterEventKind.NodeWaiting, node, $"is {state}: {reason}");
        }

        foreach (string node in changes.Failed)
        {
            _events.Publish(ClusterEventKind.NodeFailed, node, "has failed");
        }

        foreach ((string node, DateTimeOffset end) in changes.Terminating)
        {
            _events.Publish(
                ClusterEventKind.NodeTerminating,
                node,
                string.Create(CultureInfo.InvariantCulture, $"the provider will terminate it at {end.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}")
            );
        }

        _partitions.Wake();
        return inspection;
    }

    /// <summary>Warns about all resources that are missing from an accepted older copy of the state.</summary>
    private void WarnOfOrphans(Inspection inspection)
    {
        if (_settings.StoreOptions is { AllowOlderState: true })
        {
            _orphaned = inspection.Orphans.Select(ClusterProblems.OrphanedResource).ToValueList();
        }
    }
}
