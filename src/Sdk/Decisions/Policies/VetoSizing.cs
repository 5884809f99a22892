namespace Scalewright.Decisions.Policies;

/// <summary>Applies another policy, but drops its change if a guard proposes the opposite direction.</summary>
public sealed record VetoSizing : ISizingPolicy
{
    /// <summary>Policy whose changes can be vetoed.</summary>
    public required ISizingPolicy Policy { get; init; }

    /// <summary>Policy that can veto changes.</summary>
    public required ISizingPolicy Guard { get; init; }

    ValueList<string> ISizingPolicy.MetricNames => Policy.MetricNames.AddRange(Guard.MetricNames);

    /// <inheritdoc/>
    public int StateLength => Policy.StateLength + Guard.StateLength;

    string ISizingPolicy.StateLayout => PolicyStateLayouts.Join("", Policy, Guard);

    /// <inheritdoc/>
    public void Initialize(in DomainObservation observation, Span<long> state)
    {
        Policy.Initialize(observation, state[..Policy.StateLength]);
        Guard.Initialize(observation, state[Policy.StateLength..]);
    }

    /// <inheritdoc/>
    public Decision Decide(in DomainObservation observation, Span<long> state)
    {
        Decision decision = Policy.Decide(observation, state[..Policy.StateLength]);
        int size = observation.DesiredCount;
        int guard = Guard.Decide(observation, state[Policy.StateLength..]).To;
        bool isForbidden = (decision.To > size && guard < size) || (decision.To < size && guard > size);
        return isForbidden ? decision.Because(DecisionCause.Veto, size) : decision;
    }

    /// <inheritdoc/>
    public ValueList<Problem> Check() =>
        new PolicyOptionsValidator().CheckPolicy(nameof(Policy), Policy).CheckPolicy(nameof(Guard), Guard).ToList();
}
