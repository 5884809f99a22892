namespace Scalewright.Decisions.Policies;

/// <summary>
/// AWS simple scaling: one adjustment while an alarm is on, then a cooldown that begins when the new nodes are there. What
/// changes nothing starts no cooldown. AWS also waits until removed nodes are gone; here a removal is done when it is ordered, as observations show no nodes
/// on their way out. Source: Amazon EC2 Auto Scaling User Guide, simple scaling policies and cooldowns.
/// </summary>
public sealed record SimpleSizing : SizingPolicy<SimpleState>
{
    private static readonly DecisionRule Rule = new("simple scaling", "adjust(size)", ["size", "value", "threshold", "adjusted"], input => input.D);

    /// <summary>The metric's name.</summary>
    public required string Metric { get; init; }

    /// <summary>The threshold of the alarm.</summary>
    public required double Threshold { get; init; }

    /// <summary>When the alarm is on; default at the threshold or above.</summary>
    public ThresholdComparison Comparison { get; init; }

    /// <summary>The adjustment.</summary>
    public required CapacityAdjustment Adjustment { get; init; }

    /// <summary>How long after a change that is done there is no other; default 5 minutes, as in AWS.</summary>
    public TimeSpan Cooldown { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>False when it acts during a cooldown, too; default true.</summary>
    public bool HonorsCooldown { get; init; } = true;

    /// <summary>Smallest size; default 0.</summary>
    public int NodesMin { get; init; }

    /// <summary>Largest size; default no limit.</summary>
    public int NodesMax { get; init; } = int.MaxValue;

    private bool GrowsByPercentage => Adjustment is { Type: AdjustmentType.PercentChangeInCapacity, Value: > 0 };

    /// <inheritdoc/>
    public override ValueList<string> MetricNames => [Metric];

    /// <inheritdoc/>
    public override ValueList<Problem> Check() => new PolicyProblems().Named(nameof(Metric), Metric).NotNegative(nameof(Cooldown), Cooldown)
        .CheckBounds(NodesMin, NodesMax).GrowsFromZero(nameof(Adjustment), NodesMin, GrowsByPercentage).ToList();

    /// <inheritdoc/>
    protected override Decision Decide(in DomainObservation observation, ref SimpleState state)
    {
        Follow(observation, ref state);
        ref readonly MetricReading metric = ref observation.Metric(Metric);
        if (!metric.IsUsable)
        {
            return Distrust.Hold(observation, metric);
        }

        if (!Comparison.IsBreached(metric.Value, Threshold))
        {
            return Decision.Hold(observation.At, observation.Desired);
        }

        int size = observation.Desired;
        Decision decision = Decision.By(observation.At, size, Rule, new(size, metric.Value, Threshold, Adjustment.Apply(size))).Within(NodesMin, NodesMax);
        if (HonorsCooldown && (state.IsUnderWay || observation.At.UtcTicks < state.CooldownEnds))
        {
            return decision.Because(decision.To < size ? DecisionCause.CooldownIn : DecisionCause.CooldownOut, size);
        }

        if (decision.IsChange)
        {
            state = new SimpleState { CooldownEnds = observation.At.UtcTicks + Cooldown.Ticks, Cooldown = Cooldown, HasJustChanged = true };
        }

        return decision;
    }

    private static void Follow(in DomainObservation observation, ref SimpleState state)
    {
        // What a change ordered is under way however short the cooldown; so is what is made again within it.
        if (observation.InFlight > 0 && (state.IsUnderWay || state.HasJustChanged || observation.At.UtcTicks < state.CooldownEnds))
        {
            state.IsUnderWay = true;
        }
        else if (state.IsUnderWay)
        {
            state.IsUnderWay = false;
            state.CooldownEnds = observation.At.UtcTicks + state.Cooldown.Ticks;
        }

        state.HasJustChanged = false;
    }
}
