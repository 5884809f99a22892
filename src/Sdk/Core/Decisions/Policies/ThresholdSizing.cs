namespace Scalewright.Decisions.Policies;

/// <summary>
/// Scales out by a step while a metric is above a threshold, and in while it is below another. Unlike in many engines,
/// both directions have separate cooldowns, a step that the bounds cancel starts no cooldown, and a reading of 0 is
/// valid.
/// </summary>
public sealed record ThresholdSizing : SizingPolicy<Cooldown>
{
    private static readonly DecisionRule Rule = new(
        "threshold",
        "size + (value > high ? step out : value < low ? -step in : 0)",
        ["size", "value", "high", "low", "step out", "step in"],
        input => input.A + (input.B > input.C ? input.E : input.B < input.D ? -input.F : 0));

    /// <summary>Name of the metric.</summary>
    public required string Metric { get; init; }

    /// <summary>Value above which the policy scales out.</summary>
    public required double High { get; init; }

    /// <summary>Value below which the policy scales in; not above <see cref="High"/>.</summary>
    public required double Low { get; init; }

    /// <summary>Number of nodes to add per step, 1 or more. Default 1.</summary>
    public int StepOut { get; init; } = 1;

    /// <summary>Number of nodes to remove per step, 1 or more. Default 1.</summary>
    public int StepIn { get; init; } = 1;

    /// <summary>Minimum time between two scale-outs. Default 1 minute.</summary>
    public TimeSpan CooldownOut { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Minimum time between any change and a scale-in. Default 5 minutes.</summary>
    public TimeSpan CooldownIn { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Minimum size. Default 0.</summary>
    public int NodesMin { get; init; }

    /// <summary>Maximum size. Default no limit.</summary>
    public int NodesMax { get; init; } = int.MaxValue;

    /// <inheritdoc/>
    public override ValueList<string> MetricNames => [Metric];

    /// <inheritdoc/>
    public override ValueList<Problem> Check()
    {
        PolicyProblems problems = new PolicyProblems().Named(nameof(Metric), Metric).NotNegative(nameof(High), High).NotNegative(nameof(Low), Low)
            .Positive(nameof(StepOut), StepOut).Positive(nameof(StepIn), StepIn)
            .NotNegative(nameof(CooldownOut), CooldownOut).NotNegative(nameof(CooldownIn), CooldownIn).CheckBounds(NodesMin, NodesMax);
        return (Low > High ? problems.Say(ProblemCode.Conflict, nameof(Low), $"{Low} is above High, {High}", "use High or less") : problems).ToList();
    }

    /// <inheritdoc/>
    protected override Decision Decide(in DomainObservation observation, ref Cooldown state)
    {
        ref readonly MetricReading metric = ref observation.Metric(Metric);
        if (!metric.IsUsable)
        {
            return Distrust.Hold(observation, metric).Within(NodesMin, NodesMax);
        }

        int size = observation.Desired;
        DecisionInputs inputs = new(size, metric.Value, High, Low, StepOut, StepIn);
        Decision decision = Decision.By(observation.At, size, Rule, inputs);
        decision.KeepWithin(NodesMin, NodesMax);
        state.Apply(ref decision, CooldownOut, CooldownIn);
        decision.KeepWithin(NodesMin, NodesMax);
        return decision;
    }
}
