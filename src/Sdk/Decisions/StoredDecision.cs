using System.Text.Json.Serialization;

namespace Scalewright.Decisions;

// Members that may be missing have setters: with 'init', the source generator ignores their default values.

/// <summary>Stored form of a decision without its time. Ages make the decisions of a steady domain equal.</summary>
internal sealed record StoredDecision(string Policy, int From, int To, string Reason, StoredExplanation Tree)
{
    public DecisionCause Cause { get; set; }

    public EngineOutcome Outcome { get; set; }

    public StoredObservation? Observed { get; set; }

    public StoredMetric[] Metrics { get; set; } = [];

    public int[] PerCloud { get; set; } = [];

    public int Placed { get; set; }

    public DecisionCause PlacementCause { get; set; }

    public string[] Replaced { get; set; } = [];

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
    public NodePhase Phase { get; set; }

    public bool IsTerminating { get; set; }

    public bool IsReady { get; set; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? ReadyChangedAt { get; set; }
}

internal sealed record StoredCloud(string Name, int Healthy, int MaxNodes)
{
    public int Failures { get; set; }

    public double Price { get; set; }

    public bool IsSpot { get; set; }

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
