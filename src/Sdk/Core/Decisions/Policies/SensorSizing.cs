namespace Scalewright.Decisions.Policies;

/// <summary>
/// The <c>sensor_engine</c> of the Phantom service: an average over the nodes above one threshold grows, below another shrinks.
/// Source: nimbusproject/epu 2.1.1, sensor engine. By default its faults are mended: a value of 0 is a value, silent nodes
/// do not lower the average, the cooldown stops no replacement of dead nodes, and a step that the bounds take away starts none.
/// </summary>
public sealed record SensorSizing : SizingPolicy<SensorState>
{
    private static readonly DecisionRule Rule = new(
        "sensor",
        "size + (average > high ? step out : average < low ? -step in : 0)",
        ["size", "average", "high", "low", "step out", "step in"],
        input => input.A + (input.B > input.C ? input.E : input.B < input.D ? -input.F : 0));

    /// <summary>The metric's name; empty when no sensor is read and the size only stays in its bounds.</summary>
    public string Metric { get; init; } = "";

    /// <summary>Grows when the average is above this.</summary>
    public double High { get; init; } = double.PositiveInfinity;

    /// <summary>Shrinks when the average is below this.</summary>
    public double Low { get; init; } = double.NegativeInfinity;

    /// <summary>How many nodes one growth adds; default 1.</summary>
    public int StepOut { get; init; } = 1;

    /// <summary>How many nodes one shrinking takes; default 1. The sign does not matter.</summary>
    public int StepIn { get; init; } = 1;

    /// <summary>How long after a step there is no other; default 0.</summary>
    public TimeSpan Cooldown { get; init; }

    /// <summary>Smallest size; default 0. It wins over <see cref="NodesMax"/>.</summary>
    public int NodesMin { get; init; }

    /// <summary>Largest size; default no limit. The reference's own default is 0.</summary>
    public int NodesMax { get; init; } = int.MaxValue;

    /// <summary>True when a value of the whole domain joins the average; default false.</summary>
    public bool UsesDomainValue { get; init; }

    /// <summary>True when neither bounds nor cooldown apply here, because the placement has them; default false.</summary>
    public bool IsStepOnly { get; init; }

    /// <summary>Corrected (default) or as the reference, which starts from the healthy nodes that are there.</summary>
    public EpuCompat Compat { get; init; }

    /// <inheritdoc/>
    public override ValueList<string> MetricNames => Metric.Length == 0 ? [] : [Metric];

    /// <inheritdoc/>
    public override ValueList<Problem> Check() => new PolicyProblems().NotNegative(nameof(StepOut), StepOut).NotNegative(nameof(Cooldown), Cooldown)
        .NotNegative(nameof(NodesMin), NodesMin).NotNegative(nameof(NodesMax), NodesMax).ToList();

    /// <inheritdoc/>
    protected override Decision Decide(in DomainObservation observation, ref SensorState state)
    {
        bool isReference = Compat == EpuCompat.Reference;
        int size = isReference ? observation.Healthy : observation.Desired;
        bool isCooling = !IsStepOnly && state.StampTicks != 0 && observation.At.UtcTicks - state.StampTicks < Cooldown.Ticks;
        if (isCooling && isReference)
        {
            return Decision.Hold(observation.At, size, DecisionCause.CooldownOut);
        }

        Decision step = Step(observation, size);
        if (IsStepOnly)
        {
            return step;
        }

        step = isCooling ? step.Exactly(step.To > size ? DecisionCause.CooldownOut : DecisionCause.CooldownIn, size) : step;
        Decision bounded = step.AtMost(DecisionCause.Maximum, NodesMax).AtLeast(DecisionCause.Minimum, NodesMin);
        bool stamps = step.IsChange && (isReference || bounded.IsChange);
        state.StampTicks = stamps ? observation.At.UtcTicks : state.StampTicks;
        return bounded;
    }

    private Decision Step(in DomainObservation observation, int size)
    {
        ref readonly MetricReading metric = ref observation.Metric(Metric);
        if (Metric.Length == 0)
        {
            return Decision.Hold(observation.At, size);
        }

        double average = SensorAverage.Of(metric, observation, UsesDomainValue, Compat);
        return double.IsNaN(average)
            ? Compat == EpuCompat.Reference ? Decision.Hold(observation.At, size) : Decision.Hold(observation.At, size, FailureOf(metric))
            : Decision.By(observation.At, size, Rule, new(size, average, High, Low, StepOut, Math.Abs((double)StepIn)));
    }

    private static DecisionCause FailureOf(in MetricReading metric) =>
        Distrust.CauseOf(metric) is var cause and not DecisionCause.None ? cause : DecisionCause.MetricMissing;
}

/// <summary>The average of a sensor over the nodes of a domain; not a number when there is none.</summary>
internal static class SensorAverage
{
    public static double Of(in MetricReading metric, in DomainObservation observation, bool usesDomainValue, EpuCompat compat)
    {
        // A domain without a value of its own may still have nodes that report; what is stale or failed says nothing at all.
        if (metric.State is MetricState.Stale or MetricState.Failed)
        {
            return double.NaN;
        }

        bool isReference = compat == EpuCompat.Reference;
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

        int divisor = isReference ? Math.Max(count, observation.Healthy) : count;
        return divisor == 0 ? double.NaN : sum / divisor;
    }
}
