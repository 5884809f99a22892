namespace Scalewright.Decisions.Policies;

/// <summary>
/// Scales out by a step while a metric is above a threshold, and in while it is below another. Unlike in many engines,
/// both directions have separate cooldowns, a step that the bounds cancel starts no cooldown, and a reading of 0 is
/// valid.
/// </summary>
public sealed record ThresholdSizing : SizingPolicy<CooldownState>
{
    private static readonly DecisionRule Rule = new(
        "threshold",
        "size + (value > high ? step out : value < low ? -step in : 0)",
        ["size", "value", "high", "low", "step out", "step in"],
        input => input.A + SizeMath.GetStep(value: input.B, high: input.C, low: input.D, stepOut: input.E, stepIn: input.F)
    );

    /// <summary>Name of the metric.</summary>
    public required string Metric { get; init; }

    /// <summary>Value above which the policy scales out.</summary>
    public required double UpperThreshold { get; init; }

    /// <summary>Value below which the policy scales in; not above <see cref="UpperThreshold"/>.</summary>
    public required double LowerThreshold { get; init; }

    /// <summary>Number of nodes to add per step, 1 or more. Default 1.</summary>
    public int ScaleOutStep { get; init; } = 1;

    /// <summary>Number of nodes to remove per step, 1 or more. Default 1.</summary>
    public int ScaleInStep { get; init; } = 1;

    /// <summary>Minimum time between two scale-outs. Default 1 minute.</summary>
    public TimeSpan ScaleOutCooldown { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Minimum time between any change and a scale-in. Default 5 minutes.</summary>
    public TimeSpan ScaleInCooldown { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Minimum size. Default 0.</summary>
    public int MinNodes { get; init; }

    /// <summary>Maximum size. No limit by default.</summary>
    public int MaxNodes { get; init; } = int.MaxValue;

    /// <inheritdoc/>
    public override ValueList<string> MetricNames => [Metric];

    /// <inheritdoc/>
    public override ValueList<Problem> Check()
    {
        PolicyOptionsValidator problems = new PolicyOptionsValidator()
            .Named(nameof(Metric), Metric)
            .NotNegative(nameof(UpperThreshold), UpperThreshold)
            .NotNegative(nameof(LowerThreshold), LowerThreshold)
            .Positive(nameof(ScaleOutStep), ScaleOutStep)
            .Positive(nameof(ScaleInStep), ScaleInStep)
            .NotNegative(nameof(ScaleOutCooldown), ScaleOutCooldown)
            .NotNegative(nameof(ScaleInCooldown), ScaleInCooldown)
            .CheckBounds(MinNodes, MaxNodes);
        return (
            LowerThreshold > UpperThreshold
                ? problems.Add(
                    ProblemCode.ConflictingFields,
                    nameof(LowerThreshold),
                    string.Create(CultureInfo.InvariantCulture, $"{LowerThreshold} is above UpperThreshold, {UpperThreshold}"),
                    "use UpperThreshold or less"
                )
                : problems
        ).ToList();
    }

    /// <inheritdoc/>
    protected override Decision Decide(in DomainObservation observation, ref CooldownState state)
    {
        ref readonly MetricReading metric = ref observation.FindMetric(Metric);
        if (!metric.IsUsable)
        {
            return UntrustedMetric.Hold(observation, metric).Within(MinNodes, MaxNodes);
        }

        int size = observation.DesiredCount;
        DecisionInputs inputs = new(size, metric.Value, UpperThreshold, LowerThreshold, ScaleOutStep, ScaleInStep);
        Decision decision = Decision.FromRule(observation.Timestamp, size, Rule, inputs);
        decision.Clamp(MinNodes, MaxNodes);
        state.Apply(ref decision, ScaleOutCooldown, ScaleInCooldown);
        decision.Clamp(MinNodes, MaxNodes);
        return decision;
    }
}
