namespace Scalewright.Decisions.Policies;

/// <summary>
/// The Knative pod autoscaler: two averages of the same load, a stable and a panic one. A load of twice what the pods
/// that are there can take starts a panic, in which the size only grows. The result is rounded up before that test, as there.
/// Source: knative/serving documentation, autoscaling concepts; its Scale function. The tick is 2 seconds there.
/// </summary>
public sealed record KpaSizing : ISizingPolicy
{
    // The state: since when a panic lasts, its largest size, the excess burst, whether it is on; then the delay window.
    private const int OwnLength = 4;

    private static readonly TimeSpan Bucket = TimeSpan.FromSeconds(2);

    private static readonly DecisionRule StableRule = Average("knative, stable");

    private static readonly DecisionRule PanicRule = Average("knative, panic");

    /// <summary>Name of the average over the stable window.</summary>
    public required string StableMetric { get; init; }

    /// <summary>Name of the average over the panic window.</summary>
    public required string PanicMetric { get; init; }

    /// <summary>Load that one pod shall take, above 0; default 70: 70 % of a concurrency of 100.</summary>
    public double Target { get; init; } = 70;

    /// <summary>Load that one pod can take; default 100.</summary>
    public double Total { get; init; } = 100;

    /// <summary>How many times the ready pods it may grow to at once; default 1000.</summary>
    public double ScaleUpRate { get; init; } = 1000;

    /// <summary>By what part of the ready pods it may shrink at once; default 2: to half.</summary>
    public double ScaleDownRate { get; init; } = 2;

    /// <summary>How many times the ready pods must be wanted for a panic; default 2.</summary>
    public double PanicThreshold { get; init; } = 2;

    /// <summary>How long a panic lasts after the last time it was justified; default 60 s.</summary>
    public TimeSpan StableWindow { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a larger size stays wanted, in buckets of 2 s; default not at all. Exact for delays of 36 hours.</summary>
    public TimeSpan ScaleDownDelay { get; init; }

    /// <summary>Smallest size above 0; default none.</summary>
    public int ActivationScale { get; init; }

    /// <summary>False when nobody can reach it: it may shrink to nothing at once. Default true.</summary>
    public bool IsReachable { get; init; } = true;

    /// <summary>Load on top that the pods shall be able to take; 0 for none, below 0 for no limit; default 211.</summary>
    public double TargetBurst { get; init; } = 211;

    /// <summary>Smallest size; default 0.</summary>
    public int NodesMin { get; init; }

    /// <summary>Largest size; default no limit.</summary>
    public int NodesMax { get; init; } = int.MaxValue;

    ValueList<string> ISizingPolicy.MetricNames => [StableMetric, PanicMetric];

    /// <inheritdoc/>
    public int StateLength => OwnLength + (ScaleDownDelay > TimeSpan.Zero ? RecentRing.LengthOf(DelayBuckets + 2) : 0);

    private long DelayBuckets => (ScaleDownDelay.Ticks + Bucket.Ticks - 1) / Bucket.Ticks;

    /// <summary>True when a state is in panic.</summary>
    /// <param name="state">The state.</param>
    public static bool IsPanicking(ReadOnlySpan<long> state) => state[3] != 0;

    /// <summary>Load on top that the pods could take at the last decision, rounded down; below 0 when it is less than wanted, -1 without limit.</summary>
    /// <param name="state">The state.</param>
    public static int ExcessBurst(ReadOnlySpan<long> state) => (int)state[2];

    /// <inheritdoc/>
    public void Begin(in DomainObservation observation, Span<long> state)
    {
        // A restarted autoscaler must not take away what a load had needed before it has seen a whole window.
        if (observation.Ready > 1)
        {
            (state[0], state[1], state[3]) = (observation.At.UtcTicks, observation.Ready, 1);
        }
    }

    /// <inheritdoc/>
    public ValueList<Problem> Check() => new PolicyProblems().Named(nameof(StableMetric), StableMetric).Named(nameof(PanicMetric), PanicMetric)
        .Positive(nameof(Target), Target).Positive(nameof(ScaleUpRate), ScaleUpRate).Positive(nameof(ScaleDownRate), ScaleDownRate)
        .Positive(nameof(PanicThreshold), PanicThreshold).NotNegative(nameof(StableWindow), StableWindow)
        .NotNegative(nameof(ScaleDownDelay), ScaleDownDelay).CheckBounds(NodesMin, NodesMax).ToList();

    /// <inheritdoc/>
    public Decision Decide(in DomainObservation observation, Span<long> state)
    {
        ref readonly MetricReading stable = ref observation.Metric(StableMetric);
        ref readonly MetricReading panic = ref observation.Metric(PanicMetric);
        if (!stable.IsUsable || !panic.IsUsable)
        {
            return Distrust.Hold(observation, stable.IsUsable ? panic : stable);
        }

        Decision decision = Panic(observation, stable.Value, panic.Value, state);
        state[2] = Excess(observation.Ready, panic.Value);
        return Delay(decision, state).Within(NodesMin, NodesMax);
    }

    private Decision Panic(in DomainObservation observation, double stable, double panic, Span<long> state)
    {
        long now = observation.At.UtcTicks;
        double ready = Math.Max(1, observation.Ready);
        Decision calm = Limited(observation, StableRule, stable, ready);
        Decision hasty = Limited(observation, PanicRule, panic, ready);
        bool isOver = Math.Ceiling(panic / Target) / ready >= PanicThreshold;
        if (isOver)
        {
            (state[0], state[3]) = (now, 1);
        }
        else if (state[3] != 0 && state[0] + StableWindow.Ticks < now)
        {
            (state[0], state[1], state[3]) = (0, 0, 0);
        }

        if (state[3] == 0)
        {
            return calm;
        }

        Decision larger = hasty.To > calm.To ? hasty : calm;
        state[1] = Math.Max(state[1], larger.To);
        return larger.AtLeast(DecisionCause.Panic, (int)state[1]);
    }

    private Decision Limited(in DomainObservation observation, DecisionRule rule, double value, double ready)
    {
        int upper = Sizes.FromNumber(Math.Ceiling(ScaleUpRate * ready));
        int lower = IsReachable ? Sizes.FromNumber(Math.Floor(ready / ScaleDownRate)) : 0;
        Decision decision = Decision.By(observation.At, observation.Desired, rule, new(value, Target, observation.Ready));
        bool isWanted = decision.Proposed > 0;
        decision = decision.AtLeast(DecisionCause.RateDown, lower).AtMost(DecisionCause.RateUp, upper);
        return ActivationScale > 1 && isWanted ? decision.AtLeast(DecisionCause.Minimum, ActivationScale) : decision;
    }

    private Decision Delay(in Decision decision, Span<long> state)
    {
        if (!IsReachable || ScaleDownDelay <= TimeSpan.Zero)
        {
            return decision;
        }

        RecentBest window = new(state[OwnLength..]);
        long bucket = decision.UtcTicks / Bucket.Ticks;
        window.Forget(bucket - DelayBuckets);
        window.AddLargest(bucket, decision.To);
        return decision.AtLeast(DecisionCause.StabilizationDown, (int)window.After(bucket - DelayBuckets, decision.To));
    }

    private int Excess(int ready, double panic) => TargetBurst switch
    {
        0 => 0,
        > 0 => (int)Math.Clamp(Math.Floor((ready * Total) - TargetBurst - panic), int.MinValue, int.MaxValue),
        _ => -1,
    };

    private static DecisionRule Average(string name) =>
        new(name, "ceil(load / target)", ["load", "target", "ready"], input => Math.Ceiling(input.A / input.B));
}
