using Scalewright.Planning;

namespace Scalewright.Decisions;

/// <summary>One cycle of an engine: observation, decision and result. Converts implicitly to its decision.</summary>
public sealed record EngineCycle
{
    /// <summary>Number of the cycle in this run of the engine, starting at 1.</summary>
    public required long Number { get; init; }

    /// <summary>The decision.</summary>
    public required Decision Decision { get; init; }

    /// <summary>Result of distributing the nodes over the clouds.</summary>
    public Placement Placement { get; init; }

    /// <summary>Desired number of nodes of each cloud, in the order of the domain's clouds.</summary>
    public ValueList<int> NodesPerCloud { get; init; } = [];

    /// <summary>
    /// Cost per hour of the desired nodes of all domains of the cluster after the decision. Null without
    /// <see cref="EngineOptions.MaxCostPerHour"/>, and if the cycle failed.
    /// </summary>
    public double? CostPerHour { get; init; }

    /// <summary>Number of nodes that were ready.</summary>
    public int ReadyCount { get; init; }

    /// <summary>Number of nodes that were requested and not ready yet.</summary>
    public int InFlightCount { get; init; }

    /// <summary>Indicates whether the domain has settled: the desired number of nodes exists and is ready.</summary>
    public DomainStability Stability => InFlightCount == 0 && ReadyCount == Decision.To ? DomainStability.Stable : DomainStability.Pending;

    /// <summary>
    /// Names of the missing and failed nodes. They are removed, and replaced if the size requires it.
    /// </summary>
    public ValueList<string> ReplacedNodes { get; init; } = [];

    /// <summary>Metric readings.</summary>
    public ValueList<MetricReading> Metrics { get; init; } = [];

    /// <summary>Plan of the cycle; in a dry run, the plan that would be applied.</summary>
    public Plan Plan { get; init; } = new("", []);

    /// <summary>Outcome of the cycle.</summary>
    public EngineOutcome Outcome { get; init; }

    /// <summary>Problems that occurred.</summary>
    public ValueList<Problem> Problems { get; init; } = [];

    /// <summary>Events of the cycle, in order.</summary>
    public ValueList<EngineEvent> Events { get; init; } = [];

    /// <summary>Returns the decision of a cycle.</summary>
    /// <param name="cycle">The cycle.</param>
    public static implicit operator Decision(EngineCycle cycle) => cycle?.Decision ?? default;

    /// <summary>Returns the decision of the cycle.</summary>
    public Decision ToDecision() => Decision;

    /// <summary>Returns number, decision and outcome.</summary>
    public override string ToString() => $"{Number}: {Decision} ({Outcome})";
}
