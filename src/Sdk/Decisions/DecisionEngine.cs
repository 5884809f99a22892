using Scalewright.Clusters;
using Scalewright.Decisions.Policies;
using Scalewright.Decisions.Pools;
using Scalewright.Planning;
using Scalewright.Topologies;

namespace Scalewright.Decisions;

/// <summary>
/// Autoscaler of one domain: observes, decides, plans and applies once per period. Immutable; one engine can run on
/// several clusters at the same time, with separate state for each run.
/// </summary>
public sealed class DecisionEngine
{
    internal DecisionEngine(EngineOptions options)
    {
        Options = options;
        ISizingPolicy steady =
            options.ScaleOutStabilizationWindow > TimeSpan.Zero || options.ScaleInStabilizationWindow > TimeSpan.Zero
                ? new StabilizedSizing
                {
                    Policy = options.Sizing!,
                    ScaleOutStabilizationWindow = options.ScaleOutStabilizationWindow,
                    ScaleInStabilizationWindow = options.ScaleInStabilizationWindow,
                }
                : options.Sizing!;
        Sizing = new GuardedSizing
        {
            Policy = steady,
            MinNodes = options.Domain.MinNodes,
            MaxNodes = Math.Min(options.Domain.MaxNodes, options.MaxNodes),
            ScaleOutCooldown = options.ScaleOutCooldown,
            ScaleInCooldown = options.ScaleInCooldown,
        };
    }

    /// <summary>Settings of the engine.</summary>
    public EngineOptions Options { get; }

    /// <summary>Effective sizing policy: the configured policy with stabilization, bounds and cooldowns.</summary>
    public ISizingPolicy Sizing { get; }

    /// <summary>Creates a builder for an engine.</summary>
    /// <param name="domain">Name of the domain. It is created in the cluster's topology if it does not exist.</param>
    /// <example>
    /// Builds an engine that keeps five nodes in one cloud:
    /// <code>
    /// DecisionEngine engine = DecisionEngine.Create("web")
    ///     .UseLaunchConfiguration(new LaunchConfiguration("small") { InstanceType = "m1.small" })
    ///     .AddCloud("cloud", maxNodes: 20)
    ///     .UseSizing(new FixedSizing { Size = 5 })
    ///     .Build();
    /// Console.WriteLine(engine);
    /// </code>
    /// </example>
    public static DecisionEngineBuilder Create(string domain)
    {
        ArgumentNullException.ThrowIfNull(domain);
        return new DecisionEngineBuilder(new EngineOptions(domain));
    }

    /// <summary>
    /// Runs the engine until it is canceled or its duration has elapsed. A failed cycle is reported, and the next
    /// cycle retries.
    /// </summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="cancellationToken">Stops the engine. Running steps finish and are recorded; no further step
    /// starts.</param>
    /// <returns>The cycles; each is returned when it has completed.</returns>
    /// <exception cref="DecisionException">Another engine controls this domain of the cluster (dry runs and shadow runs
    /// are allowed), or the policy reads metrics and no source is configured.</exception>
    /// <exception cref="Journals.StateException">Another controller took over, or the disk failed.</exception>
    public IAsyncEnumerable<EngineCycle> RunAsync(Cluster cluster, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        CheckMetrics();
        return new EngineRun(this, cluster).RunAsync(cancellationToken);
    }

    /// <summary>
    /// Scales a pool that is not a cluster of this library, until it is canceled or its duration has elapsed. A failed
    /// cycle is reported, and the next cycle retries.
    /// </summary>
    /// <param name="pool">The pool. The engine's domain provides bounds and name; its clouds and launch configurations
    /// are ignored.</param>
    /// <param name="clock">Clock for the periods; null for the system clock.</param>
    /// <param name="cancellationToken">Stops the engine. The pool keeps its size.</param>
    /// <returns>The cycles; each is returned when it has completed.</returns>
    /// <exception cref="DecisionException">The policy reads metrics and no source is configured, or the engine has a
    /// maximum cost: the nodes of a pool have no prices.</exception>
    public IAsyncEnumerable<EngineCycle> RunAsync(
        IScaledPool pool,
        TimeProvider? clock = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(pool);
        CheckMetrics();
        if (Options.MaxCostPerHour is not null)
        {
            throw new DecisionException(
                $"Engine of '{Options.Domain.Name}'",
                [
                    new Problem(
                        ProblemCode.ConflictingFields,
                        "the nodes of a pool have no prices",
                        "limit the pool by its maximum size instead"
                    )
                    {
                        Field = nameof(EngineOptions.MaxCostPerHour),
                    },
                ]
            );
        }

        return new PoolRun(this, pool, clock ?? TimeProvider.System).RunAsync(cancellationToken);
    }

    /// <summary>Computes the decision and plan of the first cycle without applying them. A pure function.</summary>
    /// <param name="desired">Current desired topology.</param>
    /// <param name="getNodeState">Returns the state of a node of the domain.</param>
    /// <param name="metrics">Metric readings.</param>
    /// <param name="timestamp">Time of the decision.</param>
    /// <exception cref="DecisionException">The domain cannot be created.</exception>
    public EngineCycle Preview(
        Topology desired,
        Func<NodeSpec, NodeState> getNodeState,
        ReadOnlySpan<MetricReading> metrics,
        DateTimeOffset timestamp
    )
    {
        ArgumentNullException.ThrowIfNull(desired);
        ArgumentNullException.ThrowIfNull(getNodeState);
        EngineState memory = new(this);
        Topology prepared = memory.Prepare(desired);
        NodeState[] states = [.. prepared.GetDomainNodes(Options.Domain.Name).Select(getNodeState)];
        EngineProposal proposal = memory.Propose(new EngineObservation(prepared, states, [], timestamp), metrics, desired: null);
        return proposal.ToCycle(1) with
        {
            Plan = Planner.Plan(desired, proposal.Desired),
            Outcome = EngineOutcome.NotApplied,
            Metrics = ValueList.Create(metrics),
        };
    }

    private void CheckMetrics()
    {
        if (
            Options.Metrics.Count == 0
            && new PolicyOptionsValidator().Reads(nameof(EngineOptions.Metrics), Options.Sizing!, []).ToList() is { Count: > 0 } problems
        )
        {
            throw new DecisionException($"Engine of '{Options.Domain.Name}'", problems);
        }
    }
}
