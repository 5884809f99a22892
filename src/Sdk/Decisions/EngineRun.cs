using System.Runtime.CompilerServices;
using Scalewright.Clusters;
using Scalewright.Providers;
using Scalewright.Recording;
using Scalewright.Topologies;

namespace Scalewright.Decisions;

/// <summary>
/// Run of an engine on a cluster. A live run changes the cluster and stores its state and decisions with it; a shadow or
/// a dry run only previews them.
/// </summary>
internal sealed class EngineRun : EngineLoop
{
    private readonly Cluster _cluster;
    private readonly EngineState _state;
    private ValueMap<int>? _freeCapacity;
    private readonly DecisionLog? _log;
    private readonly EventRecorder? _recorder;
    private EngineProposal? _proposal;
    private int? _shadow;
    private bool _isFresh;

    public EngineRun(DecisionEngine engine, Cluster cluster)
        : base(engine, cluster.Name, cluster.Provider.Clock)
    {
        _cluster = cluster;
        _state = new EngineState(engine);
        _recorder = cluster.Provider.Find<IRunRecording>()?.Recorder;
        _log = Options.Mode == EngineMode.Live ? DecisionLog.Find(cluster, Options) : null;
        _isFresh = Options.RecreateDomain && Options.Mode == EngineMode.Live;
        if (Options.Mode == EngineMode.Live && !_isFresh)
        {
            Metrics.Restore(_state.Restore(cluster.FindNote), Clock.GetUtcNow());
        }
    }

    protected override ValueList<NodeSpec> Nodes => _cluster.Topology.GetDomainNodes(Options.Domain.Name);

    protected override int Size => _cluster.Topology.FindDomain(Options.Domain.Name)?.Capacity ?? 0;

    public IAsyncEnumerable<EngineCycle> RunAsync(CancellationToken cancellationToken) =>
        Options.Mode == EngineMode.Live ? RunExclusivelyAsync(cancellationToken) : RunCyclesAsync(cancellationToken);

    /// <summary>
    /// Runs with exclusive control of the domain: two engines would continually revert each other's decisions.
    /// </summary>
    private async IAsyncEnumerable<EngineCycle> RunExclusivelyAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using IDisposable reservation = _cluster.TryReserve(_state.Name) ?? throw CreateInUse();
        await foreach (EngineCycle cycle in RunCyclesAsync(cancellationToken))
        {
            yield return cycle;
        }
    }

    private DecisionException CreateInUse() =>
        new(
            $"Engine of '{Options.Domain.Name}'",
            [
                new Problem(
                    ProblemCode.DomainInUse,
                    $"another engine controls domain '{TextEscaping.Escape(Options.Domain.Name)}' of cluster '{_cluster.Name}'",
                    "stop it first, or run this one as a shadow or a dry run"
                )
                {
                    Field = "domain",
                },
            ]
        );

    protected override async Task<EngineCycle> DecideAsync(
        long number,
        DateTimeOffset at,
        MetricReading[] metrics,
        CancellationToken cancellationToken
    )
    {
        _proposal = null;
        if (Options.CloudCapacity is { } source)
        {
            Domain domain =
                Options.Domain.Clouds.Count > 0 ? Options.Domain : _cluster.Topology.FindDomain(Options.Domain.Name) ?? Options.Domain;
            _freeCapacity = await source.ReadAsync(domain.EffectiveClouds.Select(cloud => cloud.Name).ToValueList(), cancellationToken);
        }

        return Options.Mode == EngineMode.Live
            ? await ApplyAsync(number, at, metrics, cancellationToken)
            : await PreviewAsync(number, at, metrics, cancellationToken);
    }

    private async Task<EngineCycle> ApplyAsync(long number, DateTimeOffset at, MetricReading[] metrics, CancellationToken cancellationToken)
    {
        await using ClusterTurn turn = await _cluster.BeginTurnAsync(cancellationToken);
        Topology desired = _isFresh ? turn.Desired.WithoutDomain(Options.Domain.Name) : turn.Desired;
        EngineObservation seen = _state.Observe(desired, turn.ReadStates, at, marksOverdue: true);
        EngineProposal proposal = Propose(seen, metrics, desired: null);
        PlanReport report = await turn.ApplyAsync(proposal.Desired, seen.Overdue, _state.Save(proposal, Metrics.Save()), cancellationToken);
        _isFresh = false;
        Accept(proposal);
        _state.Expect(report.CompletedSteps);
        RecordCapacity(report, at);
        bool isComplete = report.CompletedSteps.Count == report.Plan.Steps.Count;
        if (!isComplete)
        {
            await turn.SaveNoteAsync(_state.Save(proposal, Metrics.Save()), cancellationToken);
            Events.Record(
                EngineEventKind.Rejected,
                Options.Domain.Name,
                $"{Pluralizer.Format(report.Plan.Steps.Count - report.CompletedSteps.Count, "step")} of "
                    + $"{report.Plan.Steps.Count} not completed"
            );
        }

        EngineOutcome outcomeOfSteps = isComplete ? EngineOutcome.Applied : EngineOutcome.PartiallyApplied;
        EngineOutcome outcome = report.Plan.IsEmpty ? EngineOutcome.Unchanged : outcomeOfSteps;
        return proposal.ToCycle(number) with
        {
            Plan = report.Plan,
            Outcome = outcome,
            Problems = report.Problems.AddRange(_state.DrainProblems()),
        };
    }

    private void RecordCapacity(PlanReport report, DateTimeOffset at)
    {
        foreach (string cloud in _state.Clouds.RecordFailures(report, at))
        {
            Events.Record(
                EngineEventKind.CloudUnavailable,
                cloud,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"has no capacity; it is retried after {Options.CloudRetryDelay.TotalSeconds:0.###} s"
                )
            );
        }
    }

    private async Task<EngineCycle> PreviewAsync(
        long number,
        DateTimeOffset at,
        MetricReading[] metrics,
        CancellationToken cancellationToken
    )
    {
        ClusterInspection inspection = await _cluster.InspectAsync(cancellationToken);
        EngineObservation seen = _state.Observe(_cluster.Topology, inspection.ReadStates, at, marksOverdue: false);
        EngineProposal proposal = Propose(seen, metrics, Options.Mode == EngineMode.Shadow ? _shadow : null);
        _shadow = proposal.Decision.To;
        Accept(proposal);
        return proposal.ToCycle(number) with { Plan = inspection.PlanTo(proposal.Desired), Outcome = EngineOutcome.NotApplied };
    }

    private EngineProposal Propose(EngineObservation seen, MetricReading[] metrics, int? desired)
    {
        _proposal = _state.Propose(seen, metrics, desired, _freeCapacity);
        if (_recorder is not null)
        {
            Decision decision = _proposal.Decision;
            _recorder.Record(
                RunEventKind.Decision,
                _recorder.GetSubject(new RunSubject(RunSubjectKind.Domain, Options.Domain.Name)),
                string.Create(CultureInfo.InvariantCulture, $"{decision.From} -> {decision.To} nodes"),
                details: $"{decision.Reason}\n{decision.Explain()}"
            );
        }

        return _proposal;
    }

    /// <summary>Stores the proposal, even if the cycle failed after it, otherwise the decision of the cycle.</summary>
    protected override void Store(EngineCycle cycle, DateTimeOffset at) => _log?.Write(() => CreateRecord(cycle, at, _proposal));

    private DecisionRecord CreateRecord(EngineCycle cycle, DateTimeOffset at, EngineProposal? proposal)
    {
        if (proposal is null)
        {
            return CreateRecord(cycle, at, cycle.Decision);
        }

        NodeObservation[] nodes = proposal.NodeCounts.Readings;
        return CreateRecord(cycle, at, proposal.Decision) with
        {
            HasObservation = true,
            DesiredCount = proposal.DesiredCount,
            ReadyCount = proposal.NodeCounts.Ready,
            InFlightCount = proposal.NodeCounts.InFlight,
            Clouds = proposal.Clouds.ToValueList(),
            NodeCount = nodes.Length,
            Nodes = nodes.Length > DecisionHistory.MaxStoredNodes ? [] : nodes.ToValueList(),
            NodesPerCloud = proposal.Counts,
            PlacedCount = proposal.Placement.PlacedCount,
            PlacementCause = proposal.Placement.Cause,
            ReplacedNodes = proposal.NodeCounts.UnhealthyNodes.ToValueList(),
        };
    }

    private DecisionRecord CreateRecord(EngineCycle cycle, DateTimeOffset at, Decision decision) =>
        new()
        {
            Timestamp = at,
            Domain = Options.Domain.Name,
            Cycle = cycle.Number,
            Policy = PolicyInvoker.GetName(Options.Sizing!),
            From = decision.From,
            To = decision.To,
            Cause = decision.Cause,
            Reason = decision.Reason,
            Explanation = decision.Explain(),
            Outcome = cycle.Outcome,
            Metrics = cycle.Metrics,
            Messages =
            [
                .. cycle.Problems.Select(problem => problem.ToString()),
                .. cycle.Events.Where(IsRemark).Select(engineEvent => $"{engineEvent.Subject}: {engineEvent.Message}"),
            ],
        };

    private static bool IsRemark(EngineEvent engineEvent) =>
        engineEvent.Kind
            is not (EngineEventKind.Started or EngineEventKind.Resized or EngineEventKind.Failed or EngineEventKind.NodesReplaced);

    private void Accept(EngineProposal proposal)
    {
        _state.Accept(proposal);
        Events.OnDecided(proposal.Decision, proposal.NodeCounts.UnhealthyNodes);
        Events.OnCost(proposal.Cost, proposal.Placement.PlacedCount);
    }
}

/// <summary>Result of a decision, before it is accepted or applied.</summary>
/// <param name="Decision">Decision of the sizing policy, after all limits.</param>
/// <param name="Placement">Decision of the placement policy, after all limits.</param>
/// <param name="Counts">Number of nodes in each cloud, in the order of the domain.</param>
/// <param name="Desired">Topology with these nodes.</param>
/// <param name="NodeCounts">Observed nodes by state.</param>
/// <param name="Sizing">State of the sizing policy after the decision.</param>
/// <param name="Placing">State of the placement policy after the decision.</param>
/// <param name="PlacedIn">Names of the clouds of that state.</param>
internal sealed record EngineProposal(
    Decision Decision,
    Placement Placement,
    ValueList<int> Counts,
    Topology Desired,
    DomainNodeCounts NodeCounts,
    long[] Sizing,
    long[] Placing,
    ValueList<string> PlacedIn
)
{
    /// <summary>Null without a limit.</summary>
    public ProposalCost? Cost { get; init; }

    /// <summary>Observed desired size.</summary>
    public int DesiredCount { get; init; }

    /// <summary>Observed clouds.</summary>
    public CloudObservation[] Clouds { get; init; } = [];

    public EngineCycle ToCycle(long number) =>
        new()
        {
            Number = number,
            Decision = Decision,
            Placement = Placement,
            NodesPerCloud = Counts,
            CostPerHour = Cost?.PerHour,
            ReadyCount = NodeCounts.Ready,
            InFlightCount = NodeCounts.InFlight,
            ReplacedNodes = NodeCounts.UnhealthyNodes.ToValueList(),
        };
}
