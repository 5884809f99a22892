using Scalewright.Clusters;
using Scalewright.Decisions.Policies;
using Scalewright.Decisions.Pools;
using Scalewright.Planning;
using Scalewright.Topologies;

namespace Scalewright.Decisions;

/// <summary>
/// Keeps a domain as large as its policies want it: observes, sizes, places, plans and applies, every period. Immutable: one
/// engine may run on many clusters at once, each run with its own memory.
/// </summary>
public sealed class DecisionEngine
{
    internal DecisionEngine(EngineOptions options)
    {
        Options = options;
        ISizingPolicy steady = options.WindowOut > TimeSpan.Zero || options.WindowIn > TimeSpan.Zero
            ? new StabilizedSizing { Policy = options.Sizing!, WindowOut = options.WindowOut, WindowIn = options.WindowIn }
            : options.Sizing!;
        Sizing = new GuardedSizing
        {
            Policy = steady,
            NodesMin = options.Domain.NodesMin,
            NodesMax = Math.Min(options.Domain.NodesMax, options.NodesMax),
            CooldownOut = options.CooldownOut,
            CooldownIn = options.CooldownIn,
        };
    }

    /// <summary>How it works.</summary>
    public EngineOptions Options { get; }

    /// <summary>What it decides by: the sizing policy with stabilization, bounds and cooldowns around it.</summary>
    public ISizingPolicy Sizing { get; }

    /// <summary>Begins to describe an engine.</summary>
    /// <param name="domain">Name of the domain; it is made in the cluster's topology when it is not there.</param>
    public static DecisionEngineBuilder Create(string domain)
    {
        ArgumentNullException.ThrowIfNull(domain);
        return new DecisionEngineBuilder(new EngineOptions(domain));
    }

    /// <summary>Runs until it is cancelled, or its duration is over. A cycle that fails is told and tried again by the next.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="cancellationToken">Ends it: what is under way comes to its end and is recorded, nothing more is begun.</param>
    /// <returns>Each cycle as it ends.</returns>
    /// <exception cref="DecisionException">Another engine keeps this domain of the cluster (a dry run and a shadow may run beside it), or the policy reads metrics and there is no source of any.</exception>
    /// <exception cref="Journals.StateException">Another controller took over, or the disk failed.</exception>
    public IAsyncEnumerable<EngineCycle> RunAsync(Cluster cluster, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        CheckMetrics();
        return new EngineRun(this, cluster).RunAsync(cancellationToken);
    }

    /// <summary>Keeps the size of something that is no cluster of this library, until it is cancelled, or its duration is over. A cycle that fails is told and tried again by the next.</summary>
    /// <param name="pool">What is kept. Its engine's domain gives the bounds and the name; clouds and launch configurations mean nothing here.</param>
    /// <param name="clock">Measures the periods; null: the system's.</param>
    /// <param name="cancellationToken">Ends it; the pool stays as large as it is.</param>
    /// <returns>Each cycle as it ends.</returns>
    /// <exception cref="DecisionException">The policy reads metrics and there is no source of any.</exception>
    public IAsyncEnumerable<EngineCycle> RunAsync(IScaledPool pool, TimeProvider? clock = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pool);
        CheckMetrics();
        return new PoolRun(this, pool, clock ?? TimeProvider.System).RunAsync(cancellationToken);
    }

    /// <summary>What its first cycle would decide and do; pure.</summary>
    /// <param name="wanted">What is wanted so far.</param>
    /// <param name="stateOf">What a node of the domain is doing.</param>
    /// <param name="metrics">The metrics.</param>
    /// <param name="at">The instant.</param>
    /// <exception cref="DecisionException">The domain cannot be made.</exception>
    public EngineCycle Preview(Topology wanted, Func<NodeSpec, NodeState> stateOf, ReadOnlySpan<MetricReading> metrics, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        ArgumentNullException.ThrowIfNull(stateOf);
        EngineMemory memory = new(this);
        Topology prepared = memory.Prepare(wanted);
        NodeState[] states = [.. prepared.NodesOf(Options.Domain.Name).Select(stateOf)];
        EngineProposal proposal = memory.Propose(prepared, states, metrics, at, desired: null);
        return proposal.ToCycle(1) with { Plan = Planner.Plan(wanted, proposal.Wanted), Outcome = EngineOutcome.Watched, Metrics = ValueList.Create(metrics) };
    }

    private void CheckMetrics()
    {
        if (Options.Metrics.Count == 0 && new PolicyProblems().Reads("metrics", Options.Sizing!, []).ToList() is { Count: > 0 } problems)
        {
            throw new DecisionException($"Engine of '{Options.Domain.Name}'", problems);
        }
    }
}
