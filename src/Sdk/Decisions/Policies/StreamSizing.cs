namespace Scalewright.Decisions.Policies;

/// <summary>Sizes the instances of one stream operator by <see cref="StreamRules"/>. Changes nothing while its true rate is within the thresholds.</summary>
public sealed record StreamSizing : SizingPolicy<Cooldown>
{
    private static readonly DecisionRule Rule = new(
        "true processing rate", "ceil(factor * size)", ["factor", "size", "target rate", "true rate", "lag"], input => Math.Ceiling(input.A * input.B));

    /// <summary>Name of the metric of records a second that arrive.</summary>
    public required string TargetRateMetric { get; init; }

    /// <summary>Name of the metric of records a second that could be processed.</summary>
    public required string TrueRateMetric { get; init; }

    /// <summary>Name of the metric of records that wait; null when there is none.</summary>
    public string? LagMetric { get; init; }

    /// <summary>The rules.</summary>
    public StreamRules Rules { get; init; } = new();

    /// <summary>How long after a growth there is no other; default 0.</summary>
    public TimeSpan CooldownOut { get; init; }

    /// <summary>How long after any change there is no shrinking; default 0.</summary>
    public TimeSpan CooldownIn { get; init; }

    /// <inheritdoc/>
    public override ValueList<Problem> Check() => new PolicyProblems().Named(nameof(TargetRateMetric), TargetRateMetric)
        .Named(nameof(TrueRateMetric), TrueRateMetric).NotNegative(nameof(CooldownOut), CooldownOut).NotNegative(nameof(CooldownIn), CooldownIn)
        .ToList().AddRange(Rules.Check());

    /// <inheritdoc/>
    protected override Decision Decide(in DomainObservation observation, ref Cooldown state)
    {
        MetricReading target = observation.Metric(TargetRateMetric);
        MetricReading rate = observation.Metric(TrueRateMetric);
        MetricReading lag = LagMetric is null ? MetricReading.Of("", 0) : observation.Metric(LagMetric);
        if (!target.IsUsable || !rate.IsUsable || !lag.IsUsable)
        {
            return Distrust.Hold(observation, !target.IsUsable ? target : !rate.IsUsable ? rate : lag);
        }

        int size = observation.Desired;
        StreamVertex vertex = new() { Parallelism = size, TargetRate = target.Value, TrueRate = rate.Value, Lag = lag.Value };
        StreamProposal proposal = Rules.Judge(vertex);
        Decision decision = Decision.By(observation.At, size, Rule, new(proposal.AppliedFactor, size, target.Value, rate.Value, lag.Value));
        return proposal.IsRescale
            ? state.Apply(decision.AtLeast(DecisionCause.Minimum, proposal.Parallelism).AtMost(DecisionCause.Maximum, proposal.Parallelism), CooldownOut, CooldownIn)
            : decision.Exactly(DecisionCause.Tolerance, size);
    }
}
