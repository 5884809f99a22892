namespace Scalewright.Decisions.Policies;

/// <summary>
/// AWS simple scaling: one adjustment while an alarm is active, then a cooldown that starts when the new nodes are
/// ready. An adjustment without effect starts no cooldown. AWS also waits until removed nodes have terminated. Here, a
/// removal is complete when requested, because observations do not include terminating nodes. Source: Amazon EC2 Auto
/// Scaling User Guide, simple scaling policies and cooldowns.
/// </summary>
public sealed record SimpleSizing : SizingPolicy<SimpleState>
{
    // The adjusted size depends on the type of the adjustment, so the policy computes it, as the last input.
    private static readonly DecisionRule Rule = new("simple scaling", "adjust(size)", ["size", "value", "threshold", "adjusted"], input =>
        input.D
    );

    /// <summary>Name of the metric.</summary>
    public required string Metric { get; init; }

    /// <summary>Threshold of the alarm.</summary>
    public required double Threshold { get; init; }

    /// <summary>Comparison that activates the alarm. Default: greater than or equal to the threshold.</summary>
    public ThresholdComparison Comparison { get; init; }

    /// <summary>
    /// Adjustment of the size. An exact capacity is 0 or more, and only a percentage has a minimum magnitude.
    /// </summary>
    public required CapacityAdjustment Adjustment { get; init; }

    /// <summary>Cooldown after a completed change. Default 5 minutes, as in AWS.</summary>
    public TimeSpan Cooldown { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>False to ignore the cooldown. Default true.</summary>
    public bool HonorCooldown { get; init; } = true;

    /// <summary>Minimum size. Default 0.</summary>
    public int MinNodes { get; init; }

    /// <summary>Maximum size. No limit by default.</summary>
    public int MaxNodes { get; init; } = int.MaxValue;

    private bool GrowsByPercentage => Adjustment is { Type: AdjustmentType.PercentChangeInCapacity, Value: > 0 };

    /// <inheritdoc/>
    public override ValueList<string> MetricNames => [Metric];

    /// <inheritdoc/>
    public override ValueList<Problem> Check()
    {
        PolicyOptionsValidator problems = new PolicyOptionsValidator()
            .Named(nameof(Metric), Metric)
            .Finite(nameof(Threshold), Threshold)
            .CheckMagnitude(nameof(Adjustment), Adjustment.Type, Adjustment.MinAdjustmentMagnitude)
            .NotNegative(nameof(Cooldown), Cooldown)
            .CheckBounds(MinNodes, MaxNodes)
            .GrowsFromZero(nameof(Adjustment), MinNodes, GrowsByPercentage);
        foreach ((ProblemCode code, string found, string advice) in StepRanges.FindAdjustmentProblems(Adjustment.Type, Adjustment.Value))
        {
            problems.Add(code, nameof(Adjustment), found, advice);
        }

        return problems.ToList();
    }

    /// <inheritdoc/>
    protected override Decision Decide(in DomainObservation observation, ref SimpleState state)
    {
        UpdateCooldown(observation, ref state);
        ref readonly MetricReading metric = ref observation.FindMetric(Metric);
        if (!metric.IsUsable)
        {
            return UntrustedMetric.Hold(observation, metric);
        }

        if (!Comparison.IsBreached(metric.Value, Threshold))
        {
            return Decision.Hold(observation.Timestamp, observation.DesiredCount);
        }

        int size = observation.DesiredCount;
        Decision decision = Decision
            .FromRule(observation.Timestamp, size, Rule, new(size, metric.Value, Threshold, Adjustment.Apply(size)))
            .Within(MinNodes, MaxNodes);
        bool isCoolingDown = state.IsUnderWay || observation.Timestamp.UtcTicks < state.CooldownEnds;
        if (HonorCooldown && isCoolingDown)
        {
            return decision.Because(decision.To < size ? DecisionCause.ScaleInCooldown : DecisionCause.ScaleOutCooldown, size);
        }

        if (decision.IsChange)
        {
            state = new SimpleState
            {
                CooldownEnds = TickMath.GetEnd(observation.Timestamp.UtcTicks, Cooldown),
                Cooldown = Cooldown,
                HasJustChanged = true,
            };
        }

        return decision;
    }

    private static void UpdateCooldown(in DomainObservation observation, ref SimpleState state)
    {
        // A change is in progress while requested nodes are starting, even if the cooldown is shorter. This includes
        // replacements of nodes during the cooldown.
        bool belongsToChange = state.IsUnderWay || state.HasJustChanged || observation.Timestamp.UtcTicks < state.CooldownEnds;
        if (observation.InFlightCount > 0 && belongsToChange)
        {
            state.IsUnderWay = true;
        }
        else if (state.IsUnderWay)
        {
            // All requested nodes are ready, so the change is complete and its cooldown starts.
            state.IsUnderWay = false;
            state.CooldownEnds = TickMath.GetEnd(observation.Timestamp.UtcTicks, state.Cooldown);
        }

        state.HasJustChanged = false;
    }
}

/// <summary>State of <see cref="SimpleSizing"/>: the end of its cooldown.</summary>
/// <remarks>The names of the fields are part of the stored layout: under other names, a stored state is not read.</remarks>
public record struct SimpleState
{
    /// <summary>End of the cooldown, in ticks of UTC; 0 before the first change.</summary>
    internal long CooldownEnds;

    /// <summary>Cooldown of the change in progress.</summary>
    internal TimeSpan Cooldown;

    /// <summary>True while nodes of a change are starting. The cooldown starts when they are ready.</summary>
    internal bool IsUnderWay;

    /// <summary>True from a change until the next decision.</summary>
    internal bool HasJustChanged;
}
