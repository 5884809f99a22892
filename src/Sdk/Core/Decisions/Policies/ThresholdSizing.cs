namespace Scalewright.Decisions.Policies;

/// <summary>
/// Grows by a step while a metric is above one threshold, shrinks by a step while it is below another. The plain rule of
/// most scaling engines, with their pains left out: growing and shrinking have cooldowns of their own, a step that the
/// bounds take away starts none, and a reading of 0 is a reading.
/// </summary>
public sealed record ThresholdSizing : SizingPolicy<Cooldown>
{
    private static readonly DecisionRule Rule = new(
        "threshold",
        "size + (value > high ? step out : value < low ? -step in : 0)",
        ["size", "value", "high", "low", "step out", "step in"],
        input => input.A + (input.B > input.C ? input.E : input.B < input.D ? -input.F : 0));

    /// <summary>The metric's name.</summary>
    public required string Metric { get; init; }

    /// <summary>Grows above this.</summary>
    public required double High { get; init; }

    /// <summary>Shrinks below this; not above <see cref="High"/>.</summary>
    public required double Low { get; init; }

    /// <summary>How many nodes one growth adds, 1 or more; default 1.</summary>
    public int StepOut { get; init; } = 1;

    /// <summary>How many nodes one shrinking takes, 1 or more; default 1.</summary>
    public int StepIn { get; init; } = 1;

    /// <summary>How long after a growth there is no other; default 1 minute.</summary>
    public TimeSpan CooldownOut { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long after any change there is no shrinking; default 5 minutes.</summary>
    public TimeSpan CooldownIn { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Smallest size; default 0.</summary>
    public int NodesMin { get; init; }

    /// <summary>Largest size; default no limit.</summary>
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
