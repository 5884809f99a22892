using Scalewright.Topologies;

namespace Scalewright.Decisions.Pools;

/// <summary>One run of an engine on one pool. Its state is not persisted, because a pool has no store.</summary>
internal sealed class PoolRun(DecisionEngine engine, IScaledPool pool, TimeProvider clock) : EngineLoop(engine, pool.Name, clock)
{
    private readonly DecisionEngine _engine = engine;
    private long[] _state = new long[engine.Sizing.StateLength];
    private bool _hasStarted;

    // The last decided size, which is assumed to be applied even if the engine only records its decisions.
    private int _assumedSize;

    protected override ValueList<NodeSpec> Nodes => [];

    protected override int Size => _assumedSize;

    public IAsyncEnumerable<EngineCycle> RunAsync(CancellationToken cancellationToken) => RunCyclesAsync(cancellationToken);

    protected override async Task<EngineCycle> DecideAsync(
        long number,
        DateTimeOffset at,
        MetricReading[] metrics,
        CancellationToken cancellationToken
    )
    {
        PoolObservation observed = await pool.ObserveAsync(cancellationToken);
        // Before the first decision, and always in a dry run, the current size is used as the desired size.
        int desired = _hasStarted && Options.Mode != EngineMode.DryRun ? _assumedSize : observed.Size;
        DomainObservation observation = new()
        {
            Timestamp = at,
            DesiredCount = desired,
            ReadyCount = observed.ReadyCount,
            InFlightCount = observed.InFlightCount,
            Metrics = metrics,
        };
        long[] state = [.. _state];
        Decision decision = PolicyInvoker.Decide(_engine.Sizing, isFirst: !_hasStarted, observation, state);
        if (observed.MaxSize is { } maxSize)
        {
            decision = decision.AtMost(Math.Max(0, maxSize), DecisionCause.InsufficientCapacity);
        }

        Events.OnDecided(decision, []);
        EngineOutcome outcome = EngineOutcome.NotApplied;
        if (Options.Mode == EngineMode.Live)
        {
            // Called even for an unchanged size, because an earlier request may need a follow-up.
            await pool.ResizeAsync(decision.To, cancellationToken);
            outcome = decision.To == observed.Size ? EngineOutcome.Unchanged : EngineOutcome.Applied;
        }

        _state = state;
        _hasStarted = true;
        _assumedSize = decision.To;
        return new EngineCycle
        {
            Number = number,
            Decision = decision,
            ReadyCount = observed.ReadyCount,
            InFlightCount = observed.InFlightCount,
            Outcome = outcome,
        };
    }
}
