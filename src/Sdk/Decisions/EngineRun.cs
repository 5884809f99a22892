using System.Runtime.CompilerServices;
using Scalewright.Clusters;
using Scalewright.Clusters.Telemetry;
using Scalewright.Planning;
using Scalewright.Providers;
using Scalewright.Topologies;

namespace Scalewright.Decisions;

/// <summary>One run of an engine on one cluster.</summary>
internal sealed class EngineRun
{
    private readonly Cluster _cluster;
    private readonly EngineOptions _options;
    private readonly EngineMemory _memory;
    private readonly EngineJournal _events;
    private readonly MetricReader _metrics;
    private readonly TimeProvider _clock;
    private int? _shadow;
    private bool _isFresh;

    public EngineRun(DecisionEngine engine, Cluster cluster)
    {
        (_cluster, _options, _clock) = (cluster, engine.Options, cluster.Provider.Clock);
        _memory = new EngineMemory(engine);
        _events = new EngineJournal(_options);
        _metrics = new MetricReader(_options.Metrics, _options.Windows, _options.MetricDeadline, _clock);
        _isFresh = _options.IsFresh && _options.Mode == EngineMode.Live;
        if (_options.Mode == EngineMode.Live && !_isFresh)
        {
            _metrics.Recall(_memory.Recall(cluster.Recall), _clock.GetUtcNow());
        }
    }

    public IAsyncEnumerable<EngineCycle> RunAsync(CancellationToken cancellationToken) => _options.Mode == EngineMode.Live ? KeepAsync(cancellationToken) : CyclesAsync(cancellationToken);

    /// <summary>Two that keep one domain would undo each other's decisions for ever.</summary>
    private async IAsyncEnumerable<EngineCycle> KeepAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string domain = _options.Domain.Name;
        if (!_cluster.Keep(domain))
        {
            throw new DecisionException(
                $"Engine of '{domain}'",
                [new Problem(ProblemCode.DomainKept, $"another engine keeps domain '{Printable.Escape(domain)}' of cluster '{_cluster.Name}'", "end it first, or run this one as a shadow or a dry run") { Field = "domain" }]);
        }

        try
        {
            await foreach (EngineCycle cycle in CyclesAsync(cancellationToken))
            {
                yield return cycle;
            }
        }
        finally
        {
            _cluster.LeaveAlone(domain);
        }
    }

    private async IAsyncEnumerable<EngineCycle> CyclesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        TimeSpan sample = _options.SamplePeriod ?? _options.Period;
        using PeriodicTimer timer = new(sample, _clock);
        long start = _clock.GetTimestamp();
        for (long number = 1; ; number++)
        {
            yield return await CycleAsync(number, cancellationToken);
            bool isOver = _options.Duration is { } duration && _clock.GetElapsedTime(start) + _options.Period > duration;
            if (isOver || !await WaitAsync(timer, _options.Period / sample, cancellationToken))
            {
                yield break;
            }
        }
    }

    /// <summary>Waits for the next cycle, and reads the metrics meanwhile as often as their windows want it.</summary>
    private async ValueTask<bool> WaitAsync(PeriodicTimer timer, double ticks, CancellationToken cancellationToken)
    {
        for (int tick = 1; tick < ticks; tick++)
        {
            if (!await timer.WaitForNextTickAsync(cancellationToken))
            {
                return false;
            }

            await ReadAsync(_clock.GetUtcNow(), cancellationToken);
        }

        return await timer.WaitForNextTickAsync(cancellationToken);
    }

    private Task<MetricReading[]> ReadAsync(DateTimeOffset at, CancellationToken cancellationToken) =>
        _metrics.ReadAsync(new MetricRequest(at, _options.Domain.Name, _cluster.Topology.NodesOf(_options.Domain.Name)), cancellationToken);

    private async Task<EngineCycle> CycleAsync(long number, CancellationToken cancellationToken)
    {
        DateTimeOffset at = _clock.GetUtcNow();
        _events.Begin(number, at);
        using Work? work = Work.Begin(_clock, "scalewright.cycle", Instruments.Cycles, Instruments.Tag("cluster", _cluster.Name), Instruments.Tag("domain", _options.Domain.Name));
        MetricReading[] metrics = await ReadAsync(at, cancellationToken);
        _events.Hear(metrics);
        using CancellationTokenSource patience = new(_options.Deadline, _clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        EngineCycle cycle = await AttemptAsync(number, at, metrics, either.Token, cancellationToken);
        if (cycle.Outcome is not (EngineOutcome.Late or EngineOutcome.Failed))
        {
            work?.Succeed();
        }

        if (_events.TakeFault() is { } fault)
        {
            cycle = cycle with { Outcome = EngineOutcome.Failed, Problems = cycle.Problems.Add(fault) };
        }

        Instruments.CountCycle(_cluster.Name, _options.Domain.Name, cycle.Decision.To, cycle.Ready, cycle.InFlight, cycle.Decision.IsChange);
        return cycle with { Metrics = metrics.ToValueList(), Events = _events.Take() };
    }

    private async Task<EngineCycle> AttemptAsync(long number, DateTimeOffset at, MetricReading[] metrics, CancellationToken either, CancellationToken cancellationToken)
    {
        try
        {
            return _options.Mode == EngineMode.Live ? await ApplyAsync(number, at, metrics, either) : await WatchAsync(number, at, metrics, either);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            _events.Tell(EngineEventKind.Late, _options.Domain.Name, $"did not end within {_options.Deadline.TotalSeconds:0.###} s");
            return Held(number, at, DecisionCause.Deadline) with { Outcome = EngineOutcome.Late };
        }
        catch (ScalewrightException exception) when (exception is DecisionException or ProviderException || (exception is ClusterException { Code: var code } && code != ProblemCode.StaleLease))
        {
            _events.Tell(EngineEventKind.Failed, _options.Domain.Name, exception.Message);
            return Held(number, at, DecisionCause.None) with { Outcome = EngineOutcome.Failed, Problems = exception.Problems };
        }
    }

    private async Task<EngineCycle> ApplyAsync(long number, DateTimeOffset at, MetricReading[] metrics, CancellationToken cancellationToken)
    {
        EngineProposal? proposal = null;
        PlanReport report = await _cluster.OrderAsync(
            wanted =>
            {
                proposal = Propose(Renewed(wanted), metrics, at, desired: null);
                return proposal.Wanted;
            },
            () => _memory.Note(proposal!, _metrics.Note()),
            cancellationToken);
        _isFresh = false;
        Took(proposal!);
        _memory.Expect(report.Done);
        foreach (string cloud in _memory.Clouds.Learn(report, at))
        {
            _events.Tell(EngineEventKind.CloudClosed, cloud, $"has no room; it is asked again after {_options.ClosedFor.TotalSeconds:0.###} s");
        }

        if (!report.Succeeded)
        {
            await _cluster.RememberAsync(_memory.Note(proposal!, _metrics.Note()), cancellationToken);
            _events.Tell(EngineEventKind.Refused, _options.Domain.Name, $"{CountText.Of(report.Plan.Steps.Count - report.Done.Count, "step")} of {report.Plan.Steps.Count} not done");
        }

        EngineOutcome outcome = report.Plan.IsEmpty ? EngineOutcome.Unchanged : report.Succeeded ? EngineOutcome.Applied : EngineOutcome.Partial;
        return proposal!.ToCycle(number) with { Plan = report.Plan, Outcome = outcome, Problems = report.Problems };
    }

    private async Task<EngineCycle> WatchAsync(long number, DateTimeOffset at, MetricReading[] metrics, CancellationToken cancellationToken)
    {
        Topology there = await _cluster.ObserveAsync(cancellationToken);
        EngineProposal proposal = Propose(_cluster.Topology, metrics, at, _options.Mode == EngineMode.Shadow ? _shadow : null);
        _shadow = proposal.Decision.To;
        Took(proposal);
        return proposal.ToCycle(number) with { Plan = Planner.Plan(there, proposal.Wanted), Outcome = EngineOutcome.Watched };
    }

    private EngineProposal Propose(Topology wanted, MetricReading[] metrics, DateTimeOffset at, int? desired)
    {
        Topology prepared = _memory.Prepare(wanted);
        ValueList<NodeSpec> nodes = prepared.NodesOf(_options.Domain.Name);
        NodeState[] states = _cluster.StatesOf(nodes);
        _memory.Readiness.Look(nodes, states, at);
        IReadOnlyList<string> overdue = _memory.Starts.Look(nodes, states, at);
        if (_options.Mode == EngineMode.Live && overdue.Count > 0)
        {
            foreach (string node in overdue)
            {
                _cluster.Condemn(node);
            }

            states = _cluster.StatesOf(nodes);
        }

        return _memory.Propose(prepared, states, metrics, at, desired);
    }

    private Topology Renewed(Topology wanted) => _isFresh ? wanted.WithoutDomain(_options.Domain.Name) : wanted;

    private void Took(EngineProposal proposal)
    {
        _memory.Take(proposal);
        _events.Hear(proposal);
    }

    private EngineCycle Held(long number, DateTimeOffset at, DecisionCause cause)
    {
        int size = _cluster.Topology.FindDomain(_options.Domain.Name)?.Capacity ?? 0;
        return new EngineCycle { Number = number, Decision = Decision.Hold(at, size, cause) };
    }
}
