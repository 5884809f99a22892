namespace Scalewright.Decisions.Policies;

/// <summary>
/// AWS step scaling: how far a metric is from its threshold picks the step. Growing starts from the size without the nodes
/// that still warm up and never ends below the size; shrinking waits until all are warm.
/// Source: Amazon EC2 Auto Scaling User Guide, step scaling policies. AWS has no cooldown here, so both default to 0.
/// </summary>
public sealed record StepSizing : SizingPolicy<StepState>
{
    private static readonly DecisionRule Rule = new(
        "step scaling", "adjust(size - warming)", ["size", "warming", "value", "threshold", "adjusted"], input => input.E);

    /// <summary>The metric's name.</summary>
    public required string Metric { get; init; }

    /// <summary>The threshold of the alarm.</summary>
    public required double Threshold { get; init; }

    /// <summary>When the alarm is on; default at the threshold or above.</summary>
    public ThresholdComparison Comparison { get; init; }

    /// <summary>What the numbers of the steps mean; default so many nodes more or less.</summary>
    public AdjustmentType AdjustmentType { get; init; }

    /// <summary>The steps; the first that holds counts. Bounds are distances from the threshold.</summary>
    public required ValueList<StepAdjustment> Steps { get; init; }

    /// <summary>The smallest change in nodes that a percentage makes, when it makes one at all; default 0.</summary>
    public int MagnitudeMin { get; init; }

    /// <summary>How long a new node does not count in full; default 0; of the latest eight growths. Nodes that are seen in flight count as warming in any case.</summary>
    public TimeSpan WarmUp { get; init; }

    /// <summary>How long after a growth there is no other; default 0.</summary>
    public TimeSpan CooldownOut { get; init; }

    /// <summary>How long after any change there is no shrinking; default 0.</summary>
    public TimeSpan CooldownIn { get; init; }

    /// <summary>Smallest size; default 0.</summary>
    public int NodesMin { get; init; }

    /// <summary>Largest size; default no limit.</summary>
    public int NodesMax { get; init; } = int.MaxValue;

    private bool GrowsByPercentage =>
        AdjustmentType == AdjustmentType.PercentChangeInCapacity && Steps.Any(step => step.Adjustment > 0);

    /// <summary>True when a value sets the alarm off.</summary>
    /// <param name="value">The metric's value.</param>
    public bool IsBreached(double value) => Comparison.IsBreached(value, Threshold);

    /// <summary>The index of the step that a value picks; -1 when none does.</summary>
    /// <param name="value">The metric's value.</param>
    public int StepOf(double value)
    {
        bool isGreater = Comparison.IsGreater;
        for (int index = 0; IsBreached(value) && index < Steps.Count; index++)
        {
            if (Steps[index].Holds(value - Threshold, isGreater))
            {
                return index;
            }
        }

        return -1;
    }

    /// <inheritdoc/>
    public override ValueList<string> MetricNames => [Metric];

    /// <inheritdoc/>
    public override ValueList<Problem> Check() => new PolicyProblems().Named(nameof(Metric), Metric).NotNegative(nameof(MagnitudeMin), MagnitudeMin)
        .NotNegative(nameof(WarmUp), WarmUp).NotNegative(nameof(CooldownOut), CooldownOut).NotNegative(nameof(CooldownIn), CooldownIn)
        .CheckBounds(NodesMin, NodesMax).GrowsFromZero(nameof(Steps), NodesMin, GrowsByPercentage).ToList();

    /// <inheritdoc/>
    protected override Decision Decide(in DomainObservation observation, ref StepState state)
    {
        ref readonly MetricReading metric = ref observation.Metric(Metric);
        if (!metric.IsUsable)
        {
            return Distrust.Hold(observation, metric);
        }

        int index = StepOf(metric.Value);
        if (index < 0)
        {
            return Decision.Hold(observation.At, observation.Desired);
        }

        long now = observation.At.UtcTicks;
        int warming = Math.Max(observation.InFlight, state.WarmUp.CountAt(now));
        Decision decision = Adjust(observation, metric.Value, Steps[index].Adjustment, warming);
        state.Cooldown.Apply(ref decision, CooldownOut, CooldownIn);
        if (decision.To > decision.From && WarmUp > TimeSpan.Zero)
        {
            state.WarmUp.Add(now + WarmUp.Ticks, decision.To - decision.From);
        }

        return decision;
    }

    private Decision Adjust(in DomainObservation observation, double value, double number, int warming)
    {
        int size = observation.Desired;
        CapacityAdjustment adjustment = new(AdjustmentType, number) { MagnitudeMin = MagnitudeMin };
        bool grows = adjustment.Grows(size);
        double adjusted = adjustment.Apply(grows ? Math.Max(0, size - warming) : size);
        Decision decision = Decision.By(observation.At, size, Rule, new(size, warming, value, Threshold, adjusted));
        return (grows ? decision.AtLeast(DecisionCause.Warming, size)
            : warming > 0 ? decision.Exactly(DecisionCause.Warming, size)
            : decision).Within(NodesMin, NodesMax);
    }
}
