using System.Runtime.InteropServices;

namespace Scalewright.Decisions.Policies;

/// <summary>
/// Sizes the instances of one stream operator by <see cref="StreamRules"/>. Changes nothing while its true rate is within the thresholds. With
/// <see cref="StreamRules.ObservesScalability"/> it learns from its last 16 changes how much less than proportional the operator grows.
/// </summary>
public sealed record StreamSizing : ISizingPolicy
{
    private const int OwnLength = 2;
    private const int ChangesMax = 16;

    private static readonly DecisionRule Rule = new(
        "true processing rate", "ceil(factor * size)", ["factor", "size", "target rate", "true rate", "lag", "coefficient"], input => Math.Ceiling(input.A * input.B));

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

    ValueList<string> ISizingPolicy.MetricNames => LagMetric is null ? [TargetRateMetric, TrueRateMetric] : [TargetRateMetric, TrueRateMetric, LagMetric];

    /// <inheritdoc/>
    public int StateLength => OwnLength + (Rules.ObservesScalability ? RecentRing.LengthOf(ChangesMax) : 0);

    /// <inheritdoc/>
    public ValueList<Problem> Check() => new PolicyProblems().Named(nameof(TargetRateMetric), TargetRateMetric)
        .Named(nameof(TrueRateMetric), TrueRateMetric).NotNegative(nameof(CooldownOut), CooldownOut).NotNegative(nameof(CooldownIn), CooldownIn)
        .ToList().AddRange(Rules.Check());

    /// <inheritdoc/>
    public Decision Decide(in DomainObservation observation, Span<long> state)
    {
        ref readonly MetricReading target = ref observation.Metric(TargetRateMetric);
        ref readonly MetricReading rate = ref observation.Metric(TrueRateMetric);
        if (observation.Desired == 0 && target.IsUsable)
        {
            return FromZero(observation, target.Value);
        }

        MetricReading lag = LagMetric is null ? MetricReading.Of("", 0) : observation.Metric(LagMetric);
        if (!target.IsUsable || !rate.IsUsable || !lag.IsUsable)
        {
            return Distrust.Hold(observation, !target.IsUsable ? target : !rate.IsUsable ? rate : lag);
        }

        int size = observation.Desired;
        double coefficient = CoefficientOf(state[OwnLength..]);
        StreamVertex vertex = new() { Parallelism = size, TargetRate = target.Value, TrueRate = rate.Value, Lag = lag.Value, Coefficient = coefficient };
        StreamProposal proposal = Rules.Judge(vertex);
        Decision decision = Decision.By(observation.At, size, Rule, new(proposal.AppliedFactor, size, target.Value, rate.Value, lag.Value, coefficient));
        if (!proposal.IsRescale)
        {
            return decision.Exactly(DecisionCause.Tolerance, size);
        }

        ref Cooldown cooldown = ref MemoryMarshal.AsRef<Cooldown>(MemoryMarshal.AsBytes(state));
        decision.KeepWithin(proposal.Parallelism, proposal.Parallelism);
        cooldown.Apply(ref decision, CooldownOut, CooldownIn);
        if (decision.IsChange && Rules.ObservesScalability)
        {
            Note(size, rate.Value, state[OwnLength..]);
        }

        return decision;
    }

    // Without an instance nobody knows how much one could process: the smallest size begins, and the next decision measures it.
    private Decision FromZero(in DomainObservation observation, double targetRate)
    {
        Decision kept = Decision.By(observation.At, 0, Rule, new(0, 0, targetRate, 0, 0, 1));
        return targetRate > 0 ? kept.AtLeast(DecisionCause.FromZero, Rules.VertexMin) : kept;
    }

    private double CoefficientOf(Span<long> memory)
    {
        if (!Rules.ObservesScalability)
        {
            return 1;
        }

        RecentRing changes = new(memory);
        Span<StreamObservation> history = stackalloc StreamObservation[(int)changes.Count];
        for (int index = 0; index < history.Length; index++)
        {
            history[index] = new((int)changes.TimeAt(index), BitConverter.Int64BitsToDouble(changes.ValueAt(index)));
        }

        return Rules.CoefficientOf(history);
    }

    // The ring pairs times with values; here instances with what they could process.
    private static void Note(int size, double rate, Span<long> memory)
    {
        RecentRing changes = new(memory);
        if (changes.Count == ChangesMax)
        {
            changes.DropOldest();
        }

        changes.Add(size, BitConverter.DoubleToInt64Bits(rate));
    }
}
