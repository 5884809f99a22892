using Scalewright.Topologies;

namespace Scalewright.Decisions.Pools;

/// <summary>One run of an engine on one pool. Its state is not persisted, because a pool has no store.</summary>
internal sealed class PoolRun(DecisionEngine engine, IScaledPool pool, TimeProvider clock) : EngineLoop(engine, pool.Name, clock)
{
    private readonly DecisionEngine _engine = engine;
    private long[] _state = new long[engine.Sizing.StateLength];
    private bool _hasStarted;
    private int _desired;

    protected override ValueList<NodeSpec> Nodes => [];

    protected override int Size => _desired;

    public IAsyncEnumerable<EngineCycle> RunAsync(CancellationToken cancellationToken) => CyclesAsync(cancellationToken);

    protected override async Task<EngineCycle> DecideAsync(
        long number,
        DateTimeOffset at,
        MetricReading[] metrics,
        CancellationToken cancellationToken
    )
    {
        PoolObservation observed = await pool.ObserveAsync(cancellationToken);
        // Before the first decision, and always in a dry run, the current size is used as the desired size.
        int desired = _hasStarted && Options.Mode != EngineMode.DryRun ? _desired : observed.Size;
        DomainObservation observation = new()
        {
            Timestamp = at,
            DesiredCount = desired,
            ReadyCount = observed.ReadyCount,
            InFlightCount = observed.InFlightCount,
            Metrics = metrics,
        };
        long[] state = [.. _state];
        Decision decision = PolicyInvoker.Decide(_engine.Sizing, !_hasStarted, observation, state);
        if (observed.MaxSize is { } maxSize)
        {
            decision = decision.AtMost(Math.Max(0, maxSize), DecisionCause.InsufficientCapacity);
        }

        Events.OnDecided(decision, []);
        EngineOutcome outcome = EngineOutcome.NotApplied;
        if (Options.Mode == EngineMode.Live)
        {
            outcome = decision.To == observed.Size ? EngineOutcome.Unchanged : EngineOutcome.Applied;
            // Called even for an unchanged size, because an earlier request may need a follow-up.
            await pool.ResizeAsync(decision.To, cancellationToken);
        }

        (_state, _hasStarted, _desired) = (state, true, decision.To);
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
