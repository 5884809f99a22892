namespace Scalewright.Decisions.Policies;

/// <summary>
/// Knative pod autoscaler with a stable and a panic average of the same load. A load of twice the capacity of the ready
/// pods starts panic mode, in which the size only grows. As in Knative, the number of pods is rounded up before this
/// comparison. Source: knative/serving, documentation of autoscaling concepts and Scale function. The tick of Knative
/// is 2 seconds.
/// </summary>
public sealed record KpaSizing : ISizingPolicy
{
    // Indexes of the state: start of the panic, its largest size, the excess burst, and 1 while it is active. The delay
    // window follows.
    private const int StartIndex = 0;
    private const int SizeIndex = 1;
    private const int ExcessIndex = 2;
    private const int ActiveIndex = 3;
    private const int OwnLength = 4;

    private static readonly TimeSpan Bucket = TimeSpan.FromSeconds(2);

    private static readonly DecisionRule StableRule = Average("knative, stable");

    private static readonly DecisionRule PanicRule = Average("knative, panic");

    /// <summary>Name of the metric averaged over the stable window.</summary>
    public required string StableMetric { get; init; }

    /// <summary>Name of the metric averaged over the panic window.</summary>
    public required string PanicMetric { get; init; }

    /// <summary>Target load of one pod, above 0. Default 70: 70 % of a concurrency of 100.</summary>
    public double TargetValue { get; init; } = 70;

    /// <summary>Maximum load of one pod. Default 100.</summary>
    public double TotalValue { get; init; } = 100;

    /// <summary>Maximum ratio of the new size to the ready pods when scaling out. Default 1000.</summary>
    public double MaxScaleUpRate { get; init; } = 1000;

    /// <summary>Maximum ratio of the ready pods to the new size when scaling in. Default 2.</summary>
    public double MaxScaleDownRate { get; init; } = 2;

    /// <summary>Ratio of desired to ready pods that starts panic mode. Default 2.</summary>
    public double PanicThreshold { get; init; } = 2;

    /// <summary>Duration of panic mode after its threshold was last reached. Default 60 seconds.</summary>
    public TimeSpan StableWindow { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Time for which a larger size is kept before scaling in, in steps of 2 s. Default 0; exact up to 36 hours.
    /// </summary>
    public TimeSpan ScaleDownDelay { get; init; }

    /// <summary>Minimum nonzero size. Default 0: no minimum.</summary>
    public int ActivationScale { get; init; }

    /// <summary>False if the service is unreachable, which allows immediate scaling to zero. Default true.</summary>
    public bool IsReachable { get; init; } = true;

    /// <summary>Additional load to reserve capacity for; 0 for none, negative for no limit. Default 211.</summary>
    public double TargetBurstCapacity { get; init; } = 211;

    /// <summary>Minimum size. Default 0.</summary>
    public int MinNodes { get; init; }

    /// <summary>Maximum size. No limit by default.</summary>
    public int MaxNodes { get; init; } = int.MaxValue;

    ValueList<string> ISizingPolicy.MetricNames => [StableMetric, PanicMetric];

    /// <inheritdoc/>
    public int StateLength => OwnLength + (ScaleDownDelay > TimeSpan.Zero ? SlidingWindowBuffer.GetLength(DelayBuckets + 2) : 0);

    string ISizingPolicy.StateLayout => "long panicSince, long panicSize, long excess, long isPanicking, window sizes";

    // Rounded up; without overflow for a delay without end. Not used for a delay of 0.
    private long DelayBuckets => ((ScaleDownDelay.Ticks - 1) / Bucket.Ticks) + 1;

    /// <summary>Indicates whether a state is in panic mode.</summary>
    /// <param name="state">State.</param>
    public static bool IsPanicking(ReadOnlySpan<long> state) => state[ActiveIndex] != 0;

    /// <summary>
    /// Returns the spare burst capacity at the last decision, rounded down; negative if below
    /// <see cref="TargetBurstCapacity"/>, -1 if that has no limit.
    /// </summary>
    /// <param name="state">State.</param>
    public static int GetExcessBurstCapacity(ReadOnlySpan<long> state) => (int)state[ExcessIndex];

    /// <inheritdoc/>
    public void Initialize(in DomainObservation observation, Span<long> state)
    {
        // A restarted autoscaler must not scale in before it has observed a whole window.
        if (observation.ReadyCount > 1)
        {
            state[StartIndex] = observation.Timestamp.UtcTicks;
            state[SizeIndex] = observation.ReadyCount;
            state[ActiveIndex] = 1;
        }
    }

    /// <inheritdoc/>
    public ValueList<Problem> Check() =>
        new PolicyOptionsValidator()
            .Named(nameof(StableMetric), StableMetric)
            .Named(nameof(PanicMetric), PanicMetric)
            .Positive(nameof(TargetValue), TargetValue)
            .NotNegative(nameof(TotalValue), TotalValue)
            .Finite(nameof(TargetBurstCapacity), TargetBurstCapacity)
            .Positive(nameof(MaxScaleUpRate), MaxScaleUpRate)
            .Positive(nameof(MaxScaleDownRate), MaxScaleDownRate)
            .Positive(nameof(PanicThreshold), PanicThreshold)
            .NotNegative(nameof(StableWindow), StableWindow)
            .NotNegative(nameof(ScaleDownDelay), ScaleDownDelay)
            .CheckBounds(MinNodes, MaxNodes)
            .ToList();

    /// <inheritdoc/>
    public Decision Decide(in DomainObservation observation, Span<long> state)
    {
        ref readonly MetricReading stable = ref observation.FindMetric(StableMetric);
        ref readonly MetricReading panic = ref observation.FindMetric(PanicMetric);
        if (!stable.IsUsable || !panic.IsUsable)
        {
            return UntrustedMetric.Hold(observation, stable.IsUsable ? panic : stable);
        }

        Decision decision = Panic(observation, stable.Value, panic.Value, state);
        state[ExcessIndex] = Excess(observation.ReadyCount, panic.Value);
        return Delay(decision, state).Within(MinNodes, MaxNodes);
    }

    private Decision Panic(in DomainObservation observation, double stable, double panic, Span<long> state)
    {
        long now = observation.Timestamp.UtcTicks;
        double ready = Math.Max(1, observation.ReadyCount);
        Decision calm = Limited(observation, StableRule, stable, ready);
        Decision hasty = Limited(observation, PanicRule, panic, ready);
        bool isOver = Math.Ceiling(panic / TargetValue) / ready >= PanicThreshold;
        if (isOver)
        {
            state[StartIndex] = now;
            state[ActiveIndex] = 1;
        }
        else if (IsPanicking(state) && now - state[StartIndex] > StableWindow.Ticks)
        {
            state[StartIndex] = 0;
            state[SizeIndex] = 0;
            state[ActiveIndex] = 0;
        }

        if (!IsPanicking(state))
        {
            return calm;
        }

        Decision larger = hasty.To > calm.To ? hasty : calm;
        state[SizeIndex] = Math.Max(state[SizeIndex], larger.To);
        return larger.AtLeast((int)state[SizeIndex], DecisionCause.Panic);
    }

    private Decision Limited(in DomainObservation observation, DecisionRule rule, double value, double ready)
    {
        int upper = SizeMath.FromNumber(Math.Ceiling(MaxScaleUpRate * ready));
        int lower = IsReachable ? SizeMath.FromNumber(Math.Floor(ready / MaxScaleDownRate)) : 0;
        Decision decision = Decision.FromRule(
            observation.Timestamp,
            observation.DesiredCount,
            rule,
            new(value, TargetValue, observation.ReadyCount)
        );
        bool isDesired = decision.Proposed > 0;
        decision = decision.AtLeast(lower, DecisionCause.ScaleInRateLimit).AtMost(upper, DecisionCause.ScaleOutRateLimit);
        return ActivationScale > 1 && isDesired ? decision.AtLeast(ActivationScale, DecisionCause.Minimum) : decision;
    }

    private Decision Delay(in Decision decision, Span<long> state)
    {
        if (!IsReachable || ScaleDownDelay <= TimeSpan.Zero)
        {
            return decision;
        }

        SlidingWindowExtremum window = new(state[OwnLength..]);
        long bucket = decision.UtcTicks / Bucket.Ticks;
        window.Forget(bucket - DelayBuckets);
        window.AddLargest(bucket, decision.To);
        return decision.AtLeast((int)window.After(bucket - DelayBuckets, decision.To), DecisionCause.ScaleInStabilization);
    }

    private int Excess(int ready, double panic) =>
        TargetBurstCapacity switch
        {
            0 => 0,
            > 0 => (int)Math.Clamp(Math.Floor((ready * TotalValue) - TargetBurstCapacity - panic), int.MinValue, int.MaxValue),
            _ => -1,
        };

    private static DecisionRule Average(string name) =>
        new(name, "ceil(load / target)", ["load", "target", "ready"], input => Math.Ceiling(input.A / input.B));
}
