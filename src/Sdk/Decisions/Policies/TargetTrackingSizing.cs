using System.Runtime.InteropServices;

namespace Scalewright.Decisions.Policies;

/// <summary>
/// AWS target tracking: keeps a metric that decreases with more nodes near a target. Scaling out requires
/// <see cref="ScaleOutDatapoints"/> consecutive points above the target, scaling in <see cref="ScaleInDatapoints"/>
/// points below 90 % of it. A missing point resets both counts, and so does a change. Scales out to
/// <c>ceil((size - warming) * value / target)</c> and in to <c>ceil(size * value / target)</c>. Source: Amazon EC2 Auto
/// Scaling User Guide, target tracking; numbers of points as in the alarms that AWS creates. AWS does not publish its
/// exact arithmetic; the proportional step has the documented effect. From a size of 0, a high alarm scales out to 1,
/// because a proportional change would keep it at 0.
/// </summary>
public sealed record TargetTrackingSizing : SizingPolicy<TargetTrackingState>
{
    private static readonly DecisionRule Rule = new(
        "target tracking",
        "ceil((size - warming) * value / target)",
        ["size", "warming", "value", "target"],
        input => Math.Ceiling((input.A - input.B) * input.C / input.D)
    );

    /// <summary>Name of the metric.</summary>
    public required string Metric { get; init; }

    /// <summary>Target value, above 0.</summary>
    public required double Target { get; init; }

    /// <summary>Length of one point of an alarm, over which readings are averaged. Default 1 minute.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Number of consecutive points above the target that trigger a scale-out. Default 3.</summary>
    public int ScaleOutDatapoints { get; init; } = 3;

    /// <summary>
    /// Number of consecutive points below the scale-in threshold that trigger a scale-in. Default 15.
    /// </summary>
    public int ScaleInDatapoints { get; init; } = 15;

    /// <summary>Scale-in threshold, as a ratio of the target. Default 0.9.</summary>
    public double ScaleInThresholdRatio { get; init; } = 0.9;

    /// <summary>True to disable scaling in. Default false.</summary>
    public bool DisableScaleIn { get; init; }

    /// <summary>Time until a new node counts fully. Applies to the latest eight scale-outs. Default 0.</summary>
    public TimeSpan InstanceWarmUp { get; init; }

    /// <summary>Minimum time between two scale-outs. Default 0.</summary>
    public TimeSpan ScaleOutCooldown { get; init; }

    /// <summary>Minimum time between any change and a scale-in. Default 0.</summary>
    public TimeSpan ScaleInCooldown { get; init; }

    /// <summary>Minimum size. Default 0.</summary>
    public int MinNodes { get; init; }

    /// <summary>Maximum size. No limit by default.</summary>
    public int MaxNodes { get; init; } = int.MaxValue;

    /// <inheritdoc/>
    public override ValueList<string> MetricNames => [Metric];

    /// <inheritdoc/>
    public override ValueList<Problem> Check() =>
        new PolicyOptionsValidator()
            .Named(nameof(Metric), Metric)
            .Positive(nameof(Target), Target)
            .Positive(nameof(Period), Period)
            .Positive(nameof(ScaleOutDatapoints), ScaleOutDatapoints)
            .Positive(nameof(ScaleInDatapoints), ScaleInDatapoints)
            .Positive(nameof(ScaleInThresholdRatio), ScaleInThresholdRatio)
            .NotNegative(nameof(InstanceWarmUp), InstanceWarmUp)
            .NotNegative(nameof(ScaleOutCooldown), ScaleOutCooldown)
            .NotNegative(nameof(ScaleInCooldown), ScaleInCooldown)
            .CheckBounds(MinNodes, MaxNodes)
            .ToList();

    /// <inheritdoc/>
    protected override Decision Decide(in DomainObservation observation, ref TargetTrackingState state)
    {
        ref readonly MetricReading metric = ref observation.FindMetric(Metric);
        if (metric.IsUsable)
        {
            state.Sum += metric.Value;
            state.Count++;
        }

        long now = observation.Timestamp.UtcTicks;
        if (state.PeriodStart != 0 && now - state.PeriodStart < Period.Ticks)
        {
            return Decision.Hold(
                observation.Timestamp,
                observation.DesiredCount,
                metric.IsUsable ? DecisionCause.AlarmPending : UntrustedMetric.GetCause(metric)
            );
        }

        bool isKnown = state.Count > 0;
        double point = isKnown ? state.Sum / state.Count : double.NaN;
        (state.PeriodStart, state.Sum, state.Count) = (now, 0, 0);
        state.HighCount = point > Target ? state.HighCount + 1 : 0;
        state.LowCount = point < ScaleInThresholdRatio * Target ? state.LowCount + 1 : 0;
        return isKnown ? Judge(observation, point, ref state) : UntrustedMetric.Hold(observation, metric);
    }

    private Decision Judge(in DomainObservation observation, double point, ref TargetTrackingState state)
    {
        long now = observation.Timestamp.UtcTicks;
        int size = observation.DesiredCount;
        int warming = Math.Max(observation.InFlightCount, state.WarmUp.CountAt(now));
        bool isHigh = state.HighCount >= ScaleOutDatapoints;
        if (!isHigh && state.LowCount < ScaleInDatapoints)
        {
            return Decision.Hold(
                observation.Timestamp,
                size,
                point > Target || point < ScaleInThresholdRatio * Target ? DecisionCause.AlarmPending : DecisionCause.Tolerance
            );
        }

        Decision proposed = Decision.FromRule(
            observation.Timestamp,
            size,
            Rule,
            new(size, isHigh ? Math.Min(warming, size) : 0, point, Target)
        );
        Decision decision = Bound(proposed, isHigh, warming);
        state.Cooldown.Apply(ref decision, ScaleOutCooldown, ScaleInCooldown);
        if (decision.IsChange)
        {
            (state.HighCount, state.LowCount) = (0, 0);
        }

        if (decision.To > size && InstanceWarmUp > TimeSpan.Zero)
        {
            state.WarmUp.Add(TickMath.GetEnd(now, InstanceWarmUp), decision.To - size);
        }

        return decision;
    }

    /// <summary>Reverts the last proposed scale-in, but keeps its alarm active.</summary>
    internal void RevertScaleIn(ReadOnlySpan<long> before, Span<long> state)
    {
        ref TargetTrackingState now = ref View(state);
        now.Cooldown = MemoryMarshal.AsRef<TargetTrackingState>(MemoryMarshal.AsBytes(before)).Cooldown;
        now.LowCount = ScaleInDatapoints;
    }

    private Decision Bound(in Decision decision, bool isHigh, int warming)
    {
        DecisionCause keeping = DisableScaleIn ? DecisionCause.ScaleInDisabled : DecisionCause.WarmUp;
        Decision low = DisableScaleIn || warming > 0 ? decision.Exactly(decision.From, keeping) : decision;
        Decision high = decision.AtLeast(decision.From, DecisionCause.WarmUp).AtLeast(1, DecisionCause.ScaleFromZero);
        return (isHigh ? high : low).Within(MinNodes, MaxNodes);
    }
}

/// <summary>State of <see cref="TargetTrackingSizing"/>: two alarms, the current period, and warming nodes.</summary>
public record struct TargetTrackingState
{
    internal long PeriodStart;
    internal double Sum;
    internal int Count;
    internal int HighCount;
    internal int LowCount;
    internal WarmUpState WarmUp;
    internal CooldownState Cooldown;
}
