namespace Scalewright.Decisions.Policies;

/// <summary>
/// The <c>sensor_engine</c> of the Phantom service: scales out while the average of the nodes is above a threshold, and
/// in while it is below another. Source: nimbusproject/epu 2.1.1, sensor engine. By default, its faults are fixed: a
/// value of 0 is valid, and nodes that report nothing do not lower the average. The cooldown does not block
/// replacements, and a step that the bounds cancel starts no cooldown.
/// </summary>
public sealed record SensorSizing : SizingPolicy<SensorState>
{
    private static readonly DecisionRule Rule = new(
        "sensor",
        "size + (average > high ? step out : average < low ? -step in : 0)",
        ["size", "average", "high", "low", "step out", "step in"],
        input => input.A + SizeMath.GetStep(value: input.B, high: input.C, low: input.D, stepOut: input.E, stepIn: input.F)
    );

    /// <summary>Name of the metric; empty: no sensor is read, and only the bounds apply.</summary>
    public string Metric { get; init; } = "";

    /// <summary>Average above which the policy scales out.</summary>
    public double UpperThreshold { get; init; } = double.PositiveInfinity;

    /// <summary>Average below which the policy scales in.</summary>
    public double LowerThreshold { get; init; } = double.NegativeInfinity;

    /// <summary>Number of nodes to add per step. Default 1.</summary>
    public int ScaleOutStep { get; init; } = 1;

    /// <summary>Number of nodes to remove per step. Default 1. The sign is ignored.</summary>
    public int ScaleInStep { get; init; } = 1;

    /// <summary>Minimum time between steps. Default 0.</summary>
    public TimeSpan Cooldown { get; init; }

    /// <summary>Minimum size; takes precedence over <see cref="MaxNodes"/>. Default 0.</summary>
    public int MinNodes { get; init; }

    /// <summary>Maximum size. No limit by default. The reference has the default 0.</summary>
    public int MaxNodes { get; init; } = int.MaxValue;

    /// <summary>True to include a value of the whole domain in the average. Default false.</summary>
    public bool IncludeDomainValue { get; init; }

    /// <summary>True to apply neither bounds nor cooldown, because the placement policy does. Default false.</summary>
    public bool IsStepOnly { get; init; }

    /// <summary>
    /// Corrected behavior (default) or that of the reference, which starts from the number of healthy nodes.
    /// </summary>
    public EpuCompatibility Compatibility { get; init; }

    /// <inheritdoc/>
    public override ValueList<string> MetricNames => Metric.Length == 0 ? [] : [Metric];

    /// <inheritdoc/>
    public override ValueList<Problem> Check() =>
        new PolicyOptionsValidator()
            .NotNaN(nameof(UpperThreshold), UpperThreshold)
            .NotNaN(nameof(LowerThreshold), LowerThreshold)
            .NotNegative(nameof(ScaleOutStep), ScaleOutStep)
            .NotNegative(nameof(Cooldown), Cooldown)
            .NotNegative(nameof(MinNodes), MinNodes)
            .NotNegative(nameof(MaxNodes), MaxNodes)
            .ToList();

    /// <inheritdoc/>
    protected override Decision Decide(in DomainObservation observation, ref SensorState state)
    {
        bool isReference = Compatibility == EpuCompatibility.Reference;
        int size = isReference ? observation.HealthyCount : observation.DesiredCount;
        bool isCooling = !IsStepOnly && state.StampTicks != 0 && observation.Timestamp.UtcTicks - state.StampTicks < Cooldown.Ticks;
        if (isCooling && isReference)
        {
            return Decision.Hold(observation.Timestamp, size, DecisionCause.ScaleOutCooldown);
        }

        Decision step = Step(observation, size);
        if (IsStepOnly)
        {
            return step;
        }

        DecisionCause cooldown = step.To > size ? DecisionCause.ScaleOutCooldown : DecisionCause.ScaleInCooldown;
        step = isCooling ? step.Exactly(size, cooldown) : step;
        Decision bounded = step.AtMost(MaxNodes, DecisionCause.Maximum).AtLeast(MinNodes, DecisionCause.Minimum);
        bool stamps = step.IsChange && (isReference || bounded.IsChange);
        state.StampTicks = stamps ? observation.Timestamp.UtcTicks : state.StampTicks;
        return bounded;
    }

    private Decision Step(in DomainObservation observation, int size)
    {
        ref readonly MetricReading metric = ref observation.FindMetric(Metric);
        if (Metric.Length == 0)
        {
            return Decision.Hold(observation.Timestamp, size);
        }

        double average = SensorAverage.Compute(metric, observation, IncludeDomainValue, Compatibility);
        DecisionCause failure = Compatibility == EpuCompatibility.Reference ? DecisionCause.None : GetFailure(metric);
        return double.IsNaN(average)
            ? Decision.Hold(observation.Timestamp, size, failure)
            : Decision.FromRule(
                observation.Timestamp,
                size,
                Rule,
                new(size, average, UpperThreshold, LowerThreshold, ScaleOutStep, Math.Abs((double)ScaleInStep))
            );
    }

    private static DecisionCause GetFailure(in MetricReading metric) =>
        UntrustedMetric.GetCause(metric) is var cause and not DecisionCause.None ? cause : DecisionCause.MetricMissing;
}

/// <summary>Averages a sensor over the nodes of a domain; NaN without values.</summary>
internal static class SensorAverage
{
    public static double Compute(in MetricReading metric, in DomainObservation observation, bool usesDomainValue, EpuCompatibility compat)
    {
        // Nodes may report even if the domain has no value of its own; stale or failed metrics are ignored entirely.
        if (metric.State is MetricState.Stale or MetricState.Failed)
        {
            return double.NaN;
        }

        bool isReference = compat == EpuCompatibility.Reference;
        bool isKnown = metric.IsUsable && (!isReference || metric.Value != 0);
        double sum = 0;
        int count = 0;
        if (isKnown && (usesDomainValue || (!isReference && metric.Samples.IsEmpty)))
        {
            (sum, count) = (metric.Value, 1);
        }

        foreach (ref readonly NodeSample sample in metric.Samples.Span)
        {
            if (sample.IsUsable && (!isReference || sample.Value != 0))
            {
                sum += sample.Value;
                count++;
            }
        }

        int divisor = isReference ? Math.Max(count, observation.HealthyCount) : count;
        return divisor == 0 ? double.NaN : sum / divisor;
    }
}

/// <summary>State of <see cref="SensorSizing"/>: time of its last step.</summary>
public record struct SensorState
{
    internal long StampTicks;
}
