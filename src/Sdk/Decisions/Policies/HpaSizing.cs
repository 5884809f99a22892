namespace Scalewright.Decisions.Policies;

/// <summary>
/// The Kubernetes Horizontal Pod Autoscaler: the calculation for each metric, the largest of them, then windows and rates.
/// As there, a size of 0 turns it off, a size out of bounds goes to the bound without asking metrics, and a failed metric
/// forbids shrinking. Where only a domain's mean is known and no single pod reports, each ready node counts as having it.
/// </summary>
public sealed record HpaSizing : ISizingPolicy
{
    private static readonly DecisionRule Rule = new(
        "kubernetes", "ceil(ratio * pods)", ["ratio", "pods", "size", "target", "reported"], input => Math.Ceiling(input.A * input.B));

    /// <summary>The metrics, one or more.</summary>
    public required ValueList<HpaMetric> Metrics { get; init; }

    /// <summary>Tolerance and the rules for new pods.</summary>
    public HpaCalculator Calculator { get; init; } = new();

    /// <summary>Windows, rates and bounds.</summary>
    public HpaBehavior Behavior { get; init; } = new();

    ValueList<string> ISizingPolicy.MetricNames => Metrics.Select(metric => metric.Name).ToValueList();

    /// <inheritdoc/>
    public int StateLength => Behavior.StateLength;

    /// <inheritdoc/>
    public void Begin(in DomainObservation observation, Span<long> state) => Behavior.Recommend(observation.At, observation.Desired, state);

    /// <inheritdoc/>
    public ValueList<Problem> Check()
    {
        PolicyProblems problems = new PolicyProblems().NotNegative("Calculator.Tolerance", Calculator.Tolerance);
        problems = Metrics.Count == 0 ? problems.Say(ProblemCode.MissingField, nameof(Metrics), "there is none", "use one or more") : problems;
        foreach (HpaMetric metric in Metrics)
        {
            problems.Named("Metrics.Name", metric.Name).Positive("Metrics.Target", metric.Target);
        }

        return problems.ToList().AddRange(Behavior.Check());
    }

    /// <inheritdoc/>
    public Decision Decide(in DomainObservation observation, Span<long> state)
    {
        int current = observation.Desired;
        if (current == 0 || current > Behavior.NodesMax || current < Behavior.NodesMin)
        {
            Decision kept = Decision.Hold(observation.At, current);
            return current == 0 ? kept : kept.Within(Behavior.NodesMin, Behavior.NodesMax);
        }

        return Shape(Propose(observation), current, state);
    }

    private Decision Propose(in DomainObservation observation)
    {
        Decision best = default;
        int usable = 0;
        DecisionCause failure = DecisionCause.None;
        foreach (HpaMetric metric in Metrics)
        {
            ref readonly MetricReading reading = ref observation.Metric(metric.Name);
            HpaProposal proposal = Calculate(metric, reading, observation);
            if (!proposal.IsUsable)
            {
                failure = Distrust.CauseOf(reading) is var cause and not DecisionCause.None ? cause : DecisionCause.MetricMissing;
                continue;
            }

            Decision wanted = DecisionOf(proposal, metric, observation);
            best = usable++ == 0 || wanted.To > best.To ? wanted : best;
        }

        return usable == 0 || (failure != DecisionCause.None && best.To < observation.Desired)
            ? Decision.Hold(observation.At, observation.Desired, failure)
            : best;
    }

    private static Decision DecisionOf(in HpaProposal proposal, HpaMetric metric, in DomainObservation observation)
    {
        int current = observation.Desired;
        Decision decision = Decision.By(observation.At, current, Rule, new(proposal.Ratio, proposal.Count, current, metric.Target, proposal.Reported));
        return proposal.Outcome == HpaOutcome.Kept ? decision.Exactly(DecisionCause.Tolerance, current) : decision;
    }

    private HpaProposal Calculate(HpaMetric metric, in MetricReading reading, in DomainObservation observation)
    {
        int current = observation.Desired;
        bool isOfPods = metric.Kind is HpaMetricKind.Cpu or HpaMetricKind.Resource or HpaMetricKind.Pods;
        if (isOfPods && !observation.Nodes.IsEmpty && !reading.Samples.IsEmpty && reading.State == MetricState.Fresh)
        {
            return metric.Kind == HpaMetricKind.Pods
                ? Calculator.Pods(observation.At, current, metric.Target, observation.Nodes, reading.Samples.Span)
                : Calculator.Resource(observation.At, current, metric.Target, observation.Nodes, reading.Samples.Span, metric.Kind == HpaMetricKind.Cpu);
        }

        if (!reading.IsUsable)
        {
            return HpaProposal.Fail(HpaOutcome.NoMetrics);
        }

        return metric.Kind == HpaMetricKind.AverageValue
            ? Calculator.AverageValue(current, reading.Value, metric.Target)
            : Calculator.Value(current, observation.Ready, isOfPods ? Math.Floor(reading.Value) : reading.Value, metric.Target);
    }

    private Decision Shape(in Decision proposed, int current, Span<long> state)
    {
        int stabilized = Behavior.Stabilize(proposed.At, current, proposed.To, state);
        Behavior.Recommend(proposed.At, proposed.To, state);
        Decision steady = proposed.AtMost(DecisionCause.StabilizationUp, stabilized).AtLeast(DecisionCause.StabilizationDown, stabilized);
        int limited = Behavior.Limit(proposed.At, current, stabilized, state, out HpaLimit limit);
        Behavior.Change(proposed.At, limited - current, state);
        return steady.Exactly(CauseOf(limit), limited);
    }

    private static DecisionCause CauseOf(HpaLimit limit) => limit switch
    {
        HpaLimit.ScaleUpLimit => DecisionCause.RateUp,
        HpaLimit.TooManyReplicas => DecisionCause.Maximum,
        HpaLimit.ScaleDownLimit => DecisionCause.RateDown,
        HpaLimit.TooFewReplicas => DecisionCause.Minimum,
        _ => DecisionCause.None,
    };
}
