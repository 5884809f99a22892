using System.Text.Json.Serialization;

namespace Scalewright.Decisions;

// Members that may be missing have setters: with 'init', the source generator ignores their default values.

/// <summary>Stored form of a decision without its time. Ages make the decisions of a steady domain equal.</summary>
internal sealed record StoredDecision(string Policy, int From, int To, string Reason, StoredExplanation Tree)
{
    /// <summary>Cause of the last correction of the size; <see cref="DecisionCause.None"/> if nothing was corrected.</summary>
    public DecisionCause Cause { get; set; }

    /// <summary>Outcome of the cycle.</summary>
    public EngineOutcome Outcome { get; set; }

    /// <summary>Observation of the decision; null if it was not stored.</summary>
    public StoredObservation? Observed { get; set; }

    /// <summary>Metrics that the policy read.</summary>
    public StoredMetric[] Metrics { get; set; } = [];

    /// <summary>Desired number of nodes in each cloud.</summary>
    public int[] PerCloud { get; set; } = [];

    /// <summary>Number of nodes that were placed.</summary>
    public int Placed { get; set; }

    /// <summary>Reason if fewer nodes were placed than desired; otherwise <see cref="DecisionCause.None"/>.</summary>
    public DecisionCause PlacementCause { get; set; }

    /// <summary>Names of unhealthy nodes that were replaced.</summary>
    public string[] Replaced { get; set; } = [];

    /// <summary>Problems and remarkable events of the cycle.</summary>
    public string[] Messages { get; set; } = [];
}

/// <summary>
/// One line of a file with decisions: the decision, or the time of an earlier decision of the same file that is equal.
/// </summary>
internal sealed record StoredDecisionLine(DateTimeOffset Time, string Domain, long Cycle)
{
    /// <summary>Time of the last complete line of this domain; null in a complete line.</summary>
    public DateTimeOffset? SameAs { get; set; }

    public StoredDecision? Decision { get; set; }
}

internal sealed record StoredExplanation(string Name, double Value)
{
    public StoredExplanation[] Parts { get; set; } = [];
}

/// <param name="Desired">Desired size.</param>
/// <param name="Ready">Number of ready nodes.</param>
/// <param name="InFlight">Number of requested nodes that are not ready.</param>
/// <param name="Nodes">Number of nodes.</param>
internal sealed record StoredObservation(int Desired, int Ready, int InFlight, int Nodes)
{
    /// <summary>The nodes; empty if there are too many.</summary>
    public StoredNode[] Each { get; set; } = [];

    public StoredCloud[] Clouds { get; set; } = [];
}

internal sealed record StoredNode
{
    /// <summary>Phase of the node.</summary>
    public NodePhase Phase { get; set; }

    /// <summary>True if the node is being terminated.</summary>
    public bool IsTerminating { get; set; }

    /// <summary>True if the node is ready.</summary>
    public bool IsReady { get; set; }

    /// <summary>Time of the start; null if unknown.</summary>
    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>Time of the last change of readiness; null if unknown.</summary>
    public DateTimeOffset? ReadyChangedAt { get; set; }
}

internal sealed record StoredCloud(string Name, int Healthy, int MaxNodes)
{
    /// <summary>Number of failed launches since the domain was created.</summary>
    public int Failures { get; set; }

    /// <summary>Price of a node per hour.</summary>
    public double Price { get; set; }

    /// <summary>True if nodes may be interrupted.</summary>
    public bool IsSpot { get; set; }

    /// <summary>True if the cloud cannot start nodes at present.</summary>
    public bool IsUnavailable { get; set; }
}

internal sealed record StoredMetric(string Name, MetricState State, double Value)
{
    /// <summary>Age in ticks of 100 ns; null without a time.</summary>
    public long? AgeTicks { get; set; }

    public StoredSample[] Samples { get; set; } = [];

    /// <summary>True if there were too many samples to store.</summary>
    public bool HasMoreSamples { get; set; }
}

internal sealed record StoredSample(MetricState State, double Value, double Capacity, long WindowTicks)
{
    /// <summary>Age in ticks of 100 ns; null without a time.</summary>
    public long? AgeTicks { get; set; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(StoredDecisionLine))]
[JsonSerializable(typeof(StoredDecision))]
internal sealed partial class DecisionJson : JsonSerializerContext;
