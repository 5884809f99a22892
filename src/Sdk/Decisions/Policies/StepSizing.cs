namespace Scalewright.Decisions.Policies;

/// <summary>
/// AWS step scaling: the distance of a metric from its threshold selects the step. Scaling out starts from the size
/// without warming nodes and never results in less than the current size. Scaling in waits until all nodes are warm.
/// Source: Amazon EC2 Auto Scaling User Guide, step scaling policies. AWS has no cooldowns for step scaling, so both
/// default to 0.
/// </summary>
public sealed record StepSizing : SizingPolicy<StepState>
{
    // The adjusted size depends on the type of the adjustment, so the policy computes it, as the last input.
    private static readonly DecisionRule Rule = new(
        "step scaling",
        "adjust(size - warming)",
        ["size", "warming", "value", "threshold", "adjusted"],
        input => input.E
    );

    /// <summary>Name of the metric.</summary>
    public required string Metric { get; init; }

    /// <summary>Threshold of the alarm.</summary>
    public required double Threshold { get; init; }

    /// <summary>Comparison that activates the alarm. Default: greater than or equal to the threshold.</summary>
    public ThresholdComparison Comparison { get; init; }

    /// <summary>Meaning of the values of the steps. Default: number of nodes to add or remove.</summary>
    public AdjustmentType AdjustmentType { get; init; }

    /// <summary>
    /// Steps, 1 to 20. Bounds are distances from the threshold. The ranges have no gap and no overlap. A range with a
    /// negative lower bound requires a step without lower bound, and one with a positive upper bound a step without
    /// upper bound.
    /// </summary>
    public required ValueList<StepAdjustment> Steps { get; init; }

    /// <summary>
    /// Minimum number of nodes that a nonzero percentage adds or removes. Default 0. Other adjustment types require 0.
    /// </summary>
    public int MinAdjustmentMagnitude { get; init; }

    /// <summary>
    /// Time until a new node counts fully. Applies to the latest eight scale-outs. Default 0. Nodes in flight always
    /// count as warming.
    /// </summary>
    public TimeSpan InstanceWarmUp { get; init; }

    /// <summary>Minimum time between two scale-outs. Default 0.</summary>
    public TimeSpan ScaleOutCooldown { get; init; }

    /// <summary>Minimum time between any change and a scale-in. Default 0.</summary>
    public TimeSpan ScaleInCooldown { get; init; }

    /// <summary>Minimum size. Default 0.</summary>
    public int MinNodes { get; init; }

    /// <summary>Maximum size. No limit by default.</summary>
    public int MaxNodes { get; init; } = int.MaxValue;

    private bool GrowsByPercentage =>
        AdjustmentType == AdjustmentType.PercentChangeInCapacity && Steps.Any(step => step.ScalingAdjustment > 0);

    /// <summary>Indicates whether a value activates the alarm.</summary>
    /// <param name="value">Value of the metric.</param>
    public bool IsBreached(double value) => Comparison.IsBreached(value, Threshold);

    /// <summary>Returns the index of the step for a value; -1 if none matches.</summary>
    /// <param name="value">Value of the metric.</param>
    public int FindStep(double value)
    {
        bool isGreater = Comparison.IsGreater;
        for (int index = 0; IsBreached(value) && index < Steps.Count; index++)
        {
            if (Steps[index].Contains(value - Threshold, isGreater))
            {
                return index;
            }
        }

        return -1;
    }

    /// <inheritdoc/>
    public override ValueList<string> MetricNames => [Metric];

    /// <inheritdoc/>
    public override ValueList<Problem> Check()
    {
        PolicyOptionsValidator problems = new PolicyOptionsValidator()
            .Named(nameof(Metric), Metric)
            .Finite(nameof(Threshold), Threshold)
            .CheckMagnitude(nameof(MinAdjustmentMagnitude), AdjustmentType, MinAdjustmentMagnitude)
            .NotNegative(nameof(InstanceWarmUp), InstanceWarmUp)
            .NotNegative(nameof(ScaleOutCooldown), ScaleOutCooldown)
            .NotNegative(nameof(ScaleInCooldown), ScaleInCooldown)
            .CheckBounds(MinNodes, MaxNodes)
            .GrowsFromZero(nameof(Steps), MinNodes, GrowsByPercentage);
        if (Steps.Count == 0)
        {
            problems.Add(ProblemCode.MissingField, nameof(Steps), "no step is given", "add a step");
        }

        foreach ((ProblemCode code, string found, string advice) in StepRanges.FindProblems(Steps, AdjustmentType))
        {
            problems.Add(code, nameof(Steps), found, advice);
        }

        return problems.ToList();
    }

    /// <inheritdoc/>
    protected override Decision Decide(in DomainObservation observation, ref StepState state)
    {
        ref readonly MetricReading metric = ref observation.FindMetric(Metric);
        if (!metric.IsUsable)
        {
            return UntrustedMetric.Hold(observation, metric);
        }

        int index = FindStep(metric.Value);
        if (index < 0)
        {
            return Decision.Hold(observation.Timestamp, observation.DesiredCount);
        }

        long now = observation.Timestamp.UtcTicks;
        int warming = Math.Max(observation.InFlightCount, state.WarmUp.CountAt(now));
        Decision decision = Adjust(observation, metric.Value, Steps[index].ScalingAdjustment, warming);
        state.Cooldown.Apply(ref decision, ScaleOutCooldown, ScaleInCooldown);
        if (decision.To > decision.From && InstanceWarmUp > TimeSpan.Zero)
        {
            state.WarmUp.Add(TickMath.GetEnd(now, InstanceWarmUp), decision.To - decision.From);
        }

        return decision;
    }

    private Decision Adjust(in DomainObservation observation, double value, double number, int warming)
    {
        int size = observation.DesiredCount;
        CapacityAdjustment adjustment = new(AdjustmentType, number) { MinAdjustmentMagnitude = MinAdjustmentMagnitude };
        bool grows = adjustment.Grows(size);
        double adjusted = adjustment.Apply(grows ? Math.Max(0, size - warming) : size);
        Decision decision = Decision.FromRule(observation.Timestamp, size, Rule, new(size, warming, value, Threshold, adjusted));
        Decision shrinking = warming > 0 ? decision.Exactly(size, DecisionCause.WarmUp) : decision;
        return (grows ? decision.AtLeast(size, DecisionCause.WarmUp) : shrinking).Within(MinNodes, MaxNodes);
    }
}

/// <summary>State of <see cref="StepSizing"/>.</summary>
public record struct StepState
{
    internal CooldownState Cooldown;
    internal WarmUpState WarmUp;
}

/// <summary>Step of a step-scaling policy: the adjustment for a range of distances from the threshold.</summary>
/// <param name="LowerBound">Lower bound of the distance; null for none.</param>
/// <param name="UpperBound">Upper bound of the distance; null for none.</param>
/// <param name="ScalingAdjustment">Value of the adjustment.</param>
public readonly record struct StepAdjustment(double? LowerBound, double? UpperBound, double ScalingAdjustment)
{
    internal bool Contains(double distance, bool isGreater) =>
        isGreater
            ? distance >= (LowerBound ?? double.NegativeInfinity) && distance < (UpperBound ?? double.PositiveInfinity)
            : distance > (LowerBound ?? double.NegativeInfinity) && distance <= (UpperBound ?? double.PositiveInfinity);
}
