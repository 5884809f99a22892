using Scalewright.Planning;

namespace Scalewright.Decisions;

/// <summary>One cycle of an engine: what it saw, decided and did. Converts to its <see cref="Decisions.Decision"/>.</summary>
public sealed record EngineCycle
{
    /// <summary>Number in this run of the engine, from 1.</summary>
    public required long Number { get; init; }

    /// <summary>The decision.</summary>
    public required Decision Decision { get; init; }

    /// <summary>What came of distributing its nodes over the clouds.</summary>
    public Placement Placement { get; init; }

    /// <summary>How many nodes each cloud shall have, in the order of the domain's clouds.</summary>
    public ValueList<int> Counts { get; init; } = [];

    /// <summary>How many nodes served.</summary>
    public int Ready { get; init; }

    /// <summary>How many nodes were asked for and did not serve yet.</summary>
    public int InFlight { get; init; }

    /// <summary>Whether the domain has settled: as many nodes as wanted, all of which serve.</summary>
    public DomainStability Stability => InFlight == 0 && Ready == Decision.To ? DomainStability.Stable : DomainStability.Pending;

    /// <summary>Names of the nodes that do not work or are gone, and are replaced or left out.</summary>
    public ValueList<string> Replaced { get; init; } = [];

    /// <summary>The metrics as they were read.</summary>
    public ValueList<MetricReading> Metrics { get; init; } = [];

    /// <summary>What was to be done; in a dry run, what would be.</summary>
    public Plan Plan { get; init; } = new("", []);

    /// <summary>What became of it.</summary>
    public EngineOutcome Outcome { get; init; }

    /// <summary>What went wrong.</summary>
    public ValueList<Problem> Problems { get; init; } = [];

    /// <summary>What happened, in order.</summary>
    public ValueList<EngineEvent> Events { get; init; } = [];

    /// <summary>The decision of a cycle.</summary>
    /// <param name="cycle">The cycle.</param>
    public static implicit operator Decision(EngineCycle cycle) => cycle?.Decision ?? default;

    /// <summary>The decision of the cycle.</summary>
    public Decision ToDecision() => Decision;

    /// <summary>Number, decision and outcome.</summary>
    public override string ToString() => $"{Number}: {Decision} ({Outcome})";
}
