namespace Scalewright.Decisions;

/// <summary>A stored decision of an engine, with its inputs and its outcome.</summary>
public sealed record DecisionRecord
{
    /// <summary>Time of the cycle by the clock of the provider, in UTC.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>Name of the domain.</summary>
    public required string Domain { get; init; }

    /// <summary>Number of the cycle in its run of the engine, starting at 1.</summary>
    public required long Cycle { get; init; }

    /// <summary>Type name of the sizing policy.</summary>
    public string Policy { get; init; } = "";

    /// <summary>Size before the decision.</summary>
    public int From { get; init; }

    /// <summary>Desired size. If the outcome is a failure, it may not be in force.</summary>
    public int To { get; init; }

    /// <summary>Cause of the last correction, or <see cref="DecisionCause.None"/> if nothing was corrected.</summary>
    public DecisionCause Cause { get; init; }

    /// <summary>Explanation of the decision in one sentence: <see cref="Decision.Reason"/>.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Explanation of the decision as a tree: <see cref="Decision.Explain"/>.</summary>
    public required Explanation Explanation { get; init; }

    /// <summary>Outcome of the cycle.</summary>
    public EngineOutcome Outcome { get; init; }

    /// <summary>
    /// True if the engine observed the domain. If it is false, the cycle failed before, and the properties of the
    /// observation are empty.
    /// </summary>
    public bool HasObservation { get; init; }

    /// <summary>Observed desired size, from which the policy started.</summary>
    public int DesiredCount { get; init; }

    /// <summary>Number of nodes that were ready.</summary>
    public int ReadyCount { get; init; }

    /// <summary>Number of nodes that were requested and not ready yet.</summary>
    public int InFlightCount { get; init; }

    /// <summary>Observed clouds, in the order of the domain.</summary>
    public ValueList<CloudObservation> Clouds { get; init; } = [];

    /// <summary>Number of observed nodes.</summary>
    public int NodeCount { get; init; }

    /// <summary>
    /// Observed nodes; empty if there were more than <see cref="DecisionHistory.MaxStoredNodes"/>.
    /// </summary>
    public ValueList<NodeObservation> Nodes { get; init; } = [];

    /// <summary>
    /// Readings of all metrics. Their samples are empty if there were more than
    /// <see cref="DecisionHistory.MaxStoredNodes"/>.
    /// </summary>
    public ValueList<MetricReading> Metrics { get; init; } = [];

    /// <summary>Names of the metrics whose samples were not stored, because there were too many.</summary>
    public ValueList<string> MetricsWithoutSamples { get; init; } = [];

    /// <summary>Desired number of nodes of each cloud, in the order of the domain's clouds.</summary>
    public ValueList<int> NodesPerCloud { get; init; } = [];

    /// <summary>Number of nodes that the clouds have capacity for, at most <see cref="To"/>.</summary>
    public int PlacedCount { get; init; }

    /// <summary>Reason if fewer nodes were placed than desired; otherwise <see cref="DecisionCause.None"/>.</summary>
    public DecisionCause PlacementCause { get; init; }

    /// <summary>Names of the missing and failed nodes that were replaced.</summary>
    public ValueList<string> ReplacedNodes { get; init; } = [];

    /// <summary>Problems and events of the cycle, for example the reason of a failure.</summary>
    public ValueList<string> Messages { get; init; } = [];

    /// <summary>
    /// Reason in a clause: the last correction, the first message of a failed cycle, or the name of the formula.
    /// </summary>
    public string ShortReason =>
        this switch
        {
            { Outcome: EngineOutcome.TimedOut or EngineOutcome.Failed, Messages.Count: > 0 } => TextEscaping.Escape(Messages[0]),
            { Cause: not DecisionCause.None } => DecisionMessages.Get(Cause),
            { PlacementCause: not DecisionCause.None } => DecisionMessages.Get(PlacementCause),
            _ => TextEscaping.Escape(Explanation.Name),
        };

    /// <summary>Returns the decision, its outcome, its inputs and its tree in lines.</summary>
    public override string ToString() => DecisionRecordText.Write(this);
}
