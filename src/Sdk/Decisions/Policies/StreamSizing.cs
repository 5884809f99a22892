using System.Runtime.InteropServices;

namespace Scalewright.Decisions.Policies;

/// <summary>
/// Sizes the instances of one stream operator by <see cref="StreamRules"/>. Changes nothing while its true rate is
/// within the thresholds. With <see cref="StreamRules.IsObservedScalabilityEnabled"/>, it learns from its last 16
/// changes how sublinearly the operator scales.
/// </summary>
public sealed record StreamSizing : ISizingPolicy
{
    private const int OwnLength = 2;
    private const int MaxChanges = 16;

    private static readonly DecisionRule Rule = new(
        "true processing rate",
        "ceil(factor * size)",
        ["factor", "size", "target rate", "true rate", "lag", "coefficient"],
        input => Math.Ceiling(input.A * input.B)
    );

    /// <summary>Name of the metric for arriving records per second.</summary>
    public required string TargetRateMetric { get; init; }

    /// <summary>Name of the metric for the maximum processing rate, in records per second.</summary>
    public required string TrueProcessingRateMetric { get; init; }

    /// <summary>Name of the metric for the lag in records; null without one.</summary>
    public string? LagMetric { get; init; }

    /// <summary>Scaling rules.</summary>
    public StreamRules Rules { get; init; } = new();

    /// <summary>Minimum time between two scale-outs. Default 0.</summary>
    public TimeSpan ScaleOutCooldown { get; init; }

    /// <summary>Minimum time between any change and a scale-in. Default 0.</summary>
    public TimeSpan ScaleInCooldown { get; init; }

    ValueList<string> ISizingPolicy.MetricNames =>
        LagMetric is null ? [TargetRateMetric, TrueProcessingRateMetric] : [TargetRateMetric, TrueProcessingRateMetric, LagMetric];

    /// <inheritdoc/>
    public int StateLength => OwnLength + (Rules.IsObservedScalabilityEnabled ? SlidingWindowBuffer.GetLength(MaxChanges) : 0);

    string ISizingPolicy.StateLayout => "own values, window changes";

    /// <inheritdoc/>
    public ValueList<Problem> Check() =>
        new PolicyOptionsValidator()
            .Named(nameof(TargetRateMetric), TargetRateMetric)
            .Named(nameof(TrueProcessingRateMetric), TrueProcessingRateMetric)
            .NotNegative(nameof(ScaleOutCooldown), ScaleOutCooldown)
            .NotNegative(nameof(ScaleInCooldown), ScaleInCooldown)
            .ToList()
            .AddRange(Rules.Check());

    /// <inheritdoc/>
    public Decision Decide(in DomainObservation observation, Span<long> state)
    {
        ref readonly MetricReading target = ref observation.FindMetric(TargetRateMetric);
        ref readonly MetricReading rate = ref observation.FindMetric(TrueProcessingRateMetric);
        if (observation.DesiredCount == 0 && target.IsUsable)
        {
            return FromZero(observation, target.Value);
        }

        MetricReading lag = LagMetric is null ? MetricReading.FromValue("", 0) : observation.FindMetric(LagMetric);
        if (!target.IsUsable || !rate.IsUsable || !lag.IsUsable)
        {
            MetricReading untrusted = rate.IsUsable ? lag : rate;
            return UntrustedMetric.Hold(observation, target.IsUsable ? untrusted : target);
        }

        int size = observation.DesiredCount;
        double coefficient = GetCoefficient(state[OwnLength..]);
        StreamVertex vertex = new()
        {
            Parallelism = size,
            TargetRate = target.Value,
            TrueProcessingRate = rate.Value,
            Lag = lag.Value,
            Coefficient = coefficient,
        };
        StreamProposal proposal = Rules.Evaluate(vertex);
        Decision decision = Decision.FromRule(
            observation.Timestamp,
            size,
            Rule,
            new(proposal.AppliedFactor, size, target.Value, rate.Value, lag.Value, coefficient)
        );
        if (!proposal.IsRescale)
        {
            return decision.Exactly(size, DecisionCause.Tolerance);
        }

        ref CooldownState cooldown = ref MemoryMarshal.AsRef<CooldownState>(MemoryMarshal.AsBytes(state));
        decision.Clamp(proposal.Parallelism, proposal.Parallelism);
        cooldown.Apply(ref decision, ScaleOutCooldown, ScaleInCooldown);
        if (decision.IsChange && Rules.IsObservedScalabilityEnabled)
        {
            Record(size, rate.Value, state[OwnLength..]);
        }

        return decision;
    }

    // Without an instance, the rate is unknown: start with the minimum and let the next decision measure it.
    private Decision FromZero(in DomainObservation observation, double targetRate)
    {
        Decision kept = Decision.FromRule(observation.Timestamp, 0, Rule, new(0, 0, targetRate, 0, 0, 1));
        return targetRate > 0 ? kept.AtLeast(Rules.MinParallelism, DecisionCause.ScaleFromZero) : kept;
    }

    private double GetCoefficient(Span<long> state)
    {
        if (!Rules.IsObservedScalabilityEnabled)
        {
            return 1;
        }

        SlidingWindowBuffer changes = new(state);
        Span<StreamObservation> history = stackalloc StreamObservation[(int)changes.Count];
        for (int index = 0; index < history.Length; index++)
        {
            history[index] = new((int)changes.TimeAt(index), BitConverter.Int64BitsToDouble(changes.ValueAt(index)));
        }

        return Rules.CalculateCoefficient(history);
    }

    // The ring stores pairs of times and values; here instances and their maximum rate.
    private static void Record(int size, double rate, Span<long> state)
    {
        SlidingWindowBuffer changes = new(state);
        if (changes.Count == MaxChanges)
        {
            changes.DropOldest();
        }

        changes.Add(size, BitConverter.DoubleToInt64Bits(rate));
    }
}
