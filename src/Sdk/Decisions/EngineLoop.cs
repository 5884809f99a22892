using System.Runtime.CompilerServices;
using Scalewright.Clusters;
using Scalewright.Clusters.Telemetry;
using Scalewright.Providers;
using Scalewright.Topologies;

namespace Scalewright.Decisions;

/// <summary>
/// Runs the cycles of an engine: reads metrics, decides within the timeout, reports events and waits.
/// </summary>
internal abstract class EngineLoop
{
    private readonly string _subject;

    protected EngineLoop(DecisionEngine engine, string subject, TimeProvider clock)
    {
        (Options, _subject, Clock) = (engine.Options, subject, clock);
        Events = new EngineJournal(Options);
        Metrics = new MetricReader(Options.Metrics, Options.MetricWindows, Options.MetricTimeout, clock);
    }

    protected EngineOptions Options { get; }

    protected TimeProvider Clock { get; }

    protected EngineJournal Events { get; }

    protected MetricReader Metrics { get; }

    /// <summary>Nodes that metric samples refer to.</summary>
    protected abstract ValueList<NodeSpec> Nodes { get; }

    protected abstract int Size { get; }

    protected abstract Task<EngineCycle> DecideAsync(
        long number,
        DateTimeOffset at,
        MetricReading[] metrics,
        CancellationToken cancellationToken
    );

    /// <summary>Stores the decision of a completed cycle. Does nothing by default.</summary>
    protected virtual void Store(EngineCycle cycle, DateTimeOffset at) { }

    protected async IAsyncEnumerable<EngineCycle> RunCyclesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        TimeSpan sample = Options.SampleInterval ?? Options.CycleInterval;
        using PeriodicTimer timer = new(sample, Clock);
        long start = Clock.GetTimestamp();
        for (long number = 1; ; number++)
        {
            yield return await RunCycleAsync(number, cancellationToken);
            bool isOver = Options.Duration is { } duration && Clock.GetElapsedTime(start) + Options.CycleInterval > duration;
            if (isOver || !await WaitAsync(timer, Options.CycleInterval / sample, cancellationToken))
            {
                yield break;
            }
        }
    }

    /// <summary>Waits for the next cycle. Meanwhile, samples the metrics for their windows.</summary>
    private async ValueTask<bool> WaitAsync(PeriodicTimer timer, double ticks, CancellationToken cancellationToken)
    {
        for (int tick = 1; tick < ticks; tick++)
        {
            if (!await timer.WaitForNextTickAsync(cancellationToken))
            {
                return false;
            }

            await ReadAsync(Clock.GetUtcNow(), cancellationToken);
        }

        return await timer.WaitForNextTickAsync(cancellationToken);
    }

    private Task<MetricReading[]> ReadAsync(DateTimeOffset at, CancellationToken cancellationToken) =>
        Metrics.ReadAsync(new MetricRequest(at, Options.Domain.Name, Nodes), cancellationToken);

    private async Task<EngineCycle> RunCycleAsync(long number, CancellationToken cancellationToken)
    {
        DateTimeOffset at = Clock.GetUtcNow();
        Events.StartCycle(number, at);
        using TelemetryScope? work = TelemetryScope.Start(
            Clock,
            "scalewright.engine.cycle",
            EngineInstruments.Cycles,
            EngineInstruments.Tag("cluster", _subject),
            EngineInstruments.Tag("domain", Options.Domain.Name)
        );
        MetricReading[] metrics = await ReadAsync(at, cancellationToken);
        Events.OnMetricsRead(metrics);
        using CancellationTokenSource timeout = new(Options.CycleTimeout, Clock);
        using CancellationTokenSource linkedSource = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        EngineCycle cycle = await AttemptAsync(number, at, metrics, linkedSource.Token, cancellationToken);
        if (cycle.Outcome is not (EngineOutcome.TimedOut or EngineOutcome.Failed))
        {
            work?.Succeed();
        }

        if (Events.DequeueFault() is { } fault)
        {
            cycle = cycle with { Outcome = EngineOutcome.Failed, Problems = cycle.Problems.Add(fault) };
        }

        EngineInstruments.CountCycle(
            _subject,
            Options.Domain.Name,
            cycle.Decision.To,
            cycle.ReadyCount,
            cycle.InFlightCount,
            cycle.Decision.IsChange
        );
        cycle = cycle with { Metrics = metrics.ToValueList(), Events = Events.Drain() };
        Store(cycle, at);
        return cycle;
    }

    private async Task<EngineCycle> AttemptAsync(
        long number,
        DateTimeOffset at,
        MetricReading[] metrics,
        CancellationToken linkedToken,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await DecideAsync(number, at, metrics, linkedToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Events.Record(
                EngineEventKind.TimedOut,
                Options.Domain.Name,
                string.Create(CultureInfo.InvariantCulture, $"timed out after {Options.CycleTimeout.TotalSeconds:0.###} s")
            );
            return Held(number, at, DecisionCause.Timeout) with { Outcome = EngineOutcome.TimedOut };
        }
        catch (ScalewrightException exception)
            when (exception is DecisionException or ProviderException
                || (exception is ClusterException { Code: var code } && code != ProblemCode.LeaseLost)
            )
        {
            Events.Record(EngineEventKind.Failed, Options.Domain.Name, exception.Message);
            return Held(number, at, DecisionCause.None) with { Outcome = EngineOutcome.Failed, Problems = exception.Problems };
        }
    }

    private EngineCycle Held(long number, DateTimeOffset at, DecisionCause cause) =>
        new() { Number = number, Decision = Decision.Hold(at, Size, cause) };
}

internal sealed class EngineJournal(EngineOptions options)
{
    private readonly List<EngineEvent> _events = [];
    private readonly HashSet<string> _lost = new(StringComparer.Ordinal);
    private Exception? _fault;
    private string _costLimit = "";
    private long _cycle;
    private DateTimeOffset _at;

    public void StartCycle(long cycle, DateTimeOffset at) => (_cycle, _at) = (cycle, at);

    public void Record(EngineEventKind kind, string subject, string text)
    {
        EngineEvent engineEvent = new(_at, _cycle, kind, subject, text);
        _events.Add(engineEvent);
        Report(engineEvent);
    }

    /// <summary>
    /// Returns and clears the first exception of the listener as a problem; null if there was no exception.
    /// </summary>
    public Problem? DequeueFault()
    {
        if (_fault is not { } fault)
        {
            return null;
        }

        _fault = null;
        Problem problem = new(
            ProblemCode.PolicyFailed,
            $"the listener threw {fault.GetType().Name}: {TextEscaping.Escape(fault.Message)}",
            "fix the listener"
        )
        {
            Field = "listener",
        };
        _events.Add(new EngineEvent(_at, _cycle, EngineEventKind.Failed, options.Domain.Name, $"{problem.Message}; {problem.Advice}"));
        return problem;
    }

    /// <summary>Reports metrics that became unusable or usable again, once per change.</summary>
    public void OnMetricsRead(MetricReading[] metrics)
    {
        foreach (MetricReading metric in metrics)
        {
            if (metric.State != MetricState.Fresh && _lost.Add(metric.Name))
            {
                Record(EngineEventKind.MetricLost, metric.Name, GetText(metric.State));
            }
            else if (metric.State == MetricState.Fresh && _lost.Remove(metric.Name))
            {
                Record(EngineEventKind.MetricRestored, metric.Name, "is fresh again");
            }
        }
    }

    /// <summary>Reports a decision.</summary>
    /// <param name="replaced">Names of the missing and failed nodes.</param>
    public void OnDecided(in Decision decision, IReadOnlyCollection<string> replaced)
    {
        if (_cycle == 1)
        {
            Record(EngineEventKind.Started, options.Domain.Name, "the engine starts");
        }

        if (replaced.Count > 0)
        {
            Record(EngineEventKind.NodesReplaced, options.Domain.Name, string.Join(", ", replaced));
        }

        if (decision.IsChange)
        {
            Record(EngineEventKind.Resized, options.Domain.Name, decision.ToString());
        }
    }

    /// <summary>Reports the effect of the maximum cost per hour, once per change.</summary>
    /// <param name="cost">The cost; null without a limit.</param>
    /// <param name="nodeCount">Number of nodes within the limit.</param>
    public void OnCost(ProposalCost? cost, int nodeCount)
    {
        string limit = "";
        if (cost is { } proposalCost && proposalCost.PerHour > proposalCost.MaxPerHour)
        {
            limit = string.Create(
                CultureInfo.InvariantCulture,
                $"the cost of {proposalCost.PerHour} per hour exceeds the maximum of {proposalCost.MaxPerHour}; no node is removed"
            );
        }
        else if (cost is { IsLimited: true })
        {
            limit = string.Create(
                CultureInfo.InvariantCulture,
                $"the maximum cost of {cost.MaxPerHour} per hour limits the size to {nodeCount}"
            );
        }

        if (limit.Length > 0 && limit != _costLimit)
        {
            Record(EngineEventKind.CostLimited, options.Domain.Name, limit);
        }

        _costLimit = limit;
    }

    public ValueList<EngineEvent> Drain()
    {
        ValueList<EngineEvent> drained = _events.ToValueList();
        _events.Clear();
        return drained;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Listeners are the user's: whatever one throws, the engine continues.")]
    private void Report(EngineEvent engineEvent)
    {
        try
        {
            options.Listener?.Report(engineEvent);
        }
        catch (Exception exception)
        {
            _fault ??= exception;
        }
    }

    private static string GetText(MetricState state) =>
        state switch
        {
            MetricState.Stale => "is stale",
            MetricState.Failed => "cannot be read",
            _ => "is missing",
        };
}
