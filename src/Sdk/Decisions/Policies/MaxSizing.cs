namespace Scalewright.Decisions.Policies;

/// <summary>
/// Selects the largest size of several policies. Forecasts that are not applied are ignored; a policy that keeps the
/// size because of untrusted metrics proposes that size. The other proposals are in <see cref="Decision.Outvoted"/>.
/// </summary>
public sealed record MaxSizing : ISizingPolicy
{
    /// <summary>Policies, one or more; the first wins ties.</summary>
    public required ValueList<ISizingPolicy> Policies { get; init; }

    ValueList<string> ISizingPolicy.MetricNames => Policies.SelectMany(policy => policy.MetricNames).ToValueList();

    /// <inheritdoc/>
    public int StateLength => CompositeState.GetLength(Policies);

    string ISizingPolicy.StateLayout => PolicyStateLayouts.Join("", Policies);

    /// <inheritdoc/>
    public void Initialize(in DomainObservation observation, Span<long> state) => CompositeState.Initialize(Policies, observation, state);

    /// <inheritdoc/>
    public Decision Decide(in DomainObservation observation, Span<long> state)
    {
        Decision best = Decision.Hold(observation.Timestamp, observation.DesiredCount);
        bool isFirst = true;
        foreach (ISizingPolicy policy in Policies)
        {
            Decision decision = policy.Decide(observation, state[..policy.StateLength]);
            state = state[policy.StateLength..];
            if (decision.Cause == DecisionCause.ForecastOnly)
            {
                continue;
            }

            best = isFirst ? decision : Decision.Larger(best, decision);
            isFirst = false;
        }

        return best;
    }

    /// <inheritdoc/>
    public ValueList<Problem> Check()
    {
        PolicyOptionsValidator problems = new();
        foreach (ISizingPolicy policy in Policies)
        {
            problems.CheckPolicy(nameof(Policies), policy);
        }

        return (
            Policies.Count == 0 ? problems.Add(ProblemCode.MissingField, nameof(Policies), "is empty", "use one or more") : problems
        ).ToList();
    }
}
