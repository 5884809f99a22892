namespace Scalewright.Decisions.Policies;

/// <summary>
/// Kubernetes Horizontal Pod Autoscaler: the largest proposal of all metrics, limited by windows and rates. As in
/// Kubernetes, a size of 0 disables it unless the minimum is 0. A size out of bounds is moved to the bound without
/// evaluating metrics, and a failed metric prevents scaling in. If only the mean of a domain is known, it is used for
/// each ready node.
/// </summary>
public sealed record HpaSizing : ISizingPolicy
{
    private static readonly DecisionRule Rule = new(
        "kubernetes",
        "ceil(ratio * pods)",
        ["ratio", "pods", "size", "target", "reported"],
        input => Math.Ceiling(input.A * input.B)
    );

    /// <summary>Metrics, one or more.</summary>
    public required ValueList<HpaMetric> Metrics { get; init; }

    /// <summary>Tolerance and the rules for new pods.</summary>
    public HpaCalculator Calculator { get; init; } = new();

    /// <summary>Windows and rates.</summary>
    public HpaBehavior Behavior { get; init; } = new();

    /// <summary>Minimum size: the <c>minReplicas</c> of Kubernetes. Default 1.</summary>
    public int MinNodes { get; init; } = 1;

    /// <summary>Maximum size: the <c>maxReplicas</c> of Kubernetes. No limit by default.</summary>
    public int MaxNodes { get; init; } = int.MaxValue;

    ValueList<string> ISizingPolicy.MetricNames => Metrics.Select(metric => metric.Name).ToValueList();

    /// <inheritdoc/>
    public int StateLength => Behavior.StateLength;

    string ISizingPolicy.StateLayout => "window recommendations, window added, window removed";

    /// <inheritdoc/>
    public void Initialize(in DomainObservation observation, Span<long> state) =>
        Behavior.RecordRecommendation(observation.Timestamp, observation.DesiredCount, state);

    /// <inheritdoc/>
    public ValueList<Problem> Check()
    {
        PolicyOptionsValidator problems = new PolicyOptionsValidator().NotNegative("Calculator.Tolerance", Calculator.Tolerance);
        problems = Metrics.Count == 0 ? problems.Add(ProblemCode.MissingField, nameof(Metrics), "is empty", "use one or more") : problems;
        foreach (HpaMetric metric in Metrics)
        {
            problems.Named("Metrics.Name", metric.Name).Positive("Metrics.Target", metric.Target);
        }

        return problems.ToList().AddRange(Behavior.Check(MinNodes, MaxNodes));
    }

    /// <inheritdoc/>
    public Decision Decide(in DomainObservation observation, Span<long> state)
    {
        int current = observation.DesiredCount;
        if (current == 0 && MinNodes > 0)
        {
            return Decision.Hold(observation.Timestamp, current);
        }

        if (current > MaxNodes || current < MinNodes)
        {
            Decision bounded = Decision.Hold(observation.Timestamp, current).Within(MinNodes, MaxNodes);
            Behavior.RecordScaleEvent(observation.Timestamp, bounded.To - current, state);
            return bounded;
        }

        DecisionCause failure = Propose(observation, out Decision proposed);
        return failure == DecisionCause.None ? Shape(proposed, current, state) : Decision.Hold(observation.Timestamp, current, failure);
    }

    /// <summary>Selects the largest proposal of the metrics.</summary>
    /// <returns>The reason if there is no proposal: no metric is usable, or one is not usable and the others scale
    /// in.</returns>
    private DecisionCause Propose(in DomainObservation observation, out Decision best)
    {
        HpaTolerance tolerance = HpaTolerance.From(Behavior, Calculator.Tolerance);
        best = default;
        int usable = 0;
        DecisionCause failure = Metrics.Count == 0 ? DecisionCause.MetricMissing : DecisionCause.None;
        foreach (HpaMetric metric in Metrics)
        {
            ref readonly MetricReading reading = ref observation.FindMetric(metric.Name);
            HpaProposal proposal = Calculate(metric, reading, observation, tolerance);
            if (!proposal.IsUsable)
            {
                failure = GetCause(proposal.Outcome, reading);
                continue;
            }

            Decision desired = CreateDecision(proposal, metric, observation);
            best = usable++ == 0 || desired.To > best.To ? desired : best;
        }

        return usable == 0 || best.To < observation.DesiredCount ? failure : DecisionCause.None;
    }

    private static DecisionCause GetCause(HpaOutcome outcome, in MetricReading reading)
    {
        if (outcome is HpaOutcome.NoRequest or HpaOutcome.NotANumber)
        {
            return DecisionCause.MetricFailed;
        }

        return UntrustedMetric.GetCause(reading) is var cause and not DecisionCause.None ? cause : DecisionCause.MetricMissing;
    }

    private static Decision CreateDecision(in HpaProposal proposal, HpaMetric metric, in DomainObservation observation)
    {
        int current = observation.DesiredCount;
        DecisionInputs inputs = new(proposal.Ratio, proposal.Count, current, metric.Target, proposal.Reported ?? 0);
        Decision decision = Decision.FromRule(observation.Timestamp, current, Rule, inputs);
        return proposal.Outcome == HpaOutcome.Unchanged ? decision.Exactly(current, DecisionCause.Tolerance) : decision;
    }

    private HpaProposal Calculate(HpaMetric metric, in MetricReading reading, in DomainObservation observation, HpaTolerance tolerance)
    {
        bool isOfPods = metric.Kind is HpaMetricKind.Cpu or HpaMetricKind.Resource or HpaMetricKind.Pods;
        if (isOfPods && !observation.Nodes.IsEmpty && !reading.Samples.IsEmpty && reading.State == MetricState.Fresh)
        {
            return Calculator.OfPods(metric, reading, observation, tolerance);
        }

        if (!reading.IsUsable)
        {
            return HpaProposal.Fail(HpaOutcome.NoMetrics);
        }

        int current = observation.DesiredCount;
        double value = isOfPods ? Math.Floor(reading.Value) : reading.Value;
        return metric.Kind == HpaMetricKind.AverageValue
            ? HpaCalculator.ProposeForAverageValue(current, value, metric.Target, tolerance)
            : HpaCalculator.ProposeForValue(current, observation.ReadyCount, value, metric.Target, tolerance);
    }

    private Decision Shape(in Decision proposed, int current, Span<long> state)
    {
        int stabilized = Behavior.Stabilize(proposed.Timestamp, current, proposed.To, state);
        Behavior.RecordRecommendation(proposed.Timestamp, proposed.To, state);
        Decision steady = proposed
            .AtMost(stabilized, DecisionCause.ScaleOutStabilization)
            .AtLeast(stabilized, DecisionCause.ScaleInStabilization);
        int limited = Behavior.Limit(proposed.Timestamp, current, stabilized, MinNodes, MaxNodes, state, out HpaLimit limit);
        Behavior.RecordScaleEvent(proposed.Timestamp, limited - current, state);
        return steady.Exactly(limited, GetCause(limit));
    }

    private static DecisionCause GetCause(HpaLimit limit) =>
        limit switch
        {
            HpaLimit.ScaleUpLimit => DecisionCause.ScaleOutRateLimit,
            HpaLimit.TooManyReplicas => DecisionCause.Maximum,
            HpaLimit.ScaleDownLimit => DecisionCause.ScaleInRateLimit,
            HpaLimit.TooFewReplicas => DecisionCause.Minimum,
            _ => DecisionCause.None,
        };
}
