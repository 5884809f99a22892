namespace Scalewright.Decisions.Policies;

/// <summary>
/// Applies another policy while its metrics are trusted. If a metric is stale, failed, missing or invalid, the size is
/// kept for some time, then a fallback policy decides. The other policy decides again as soon as all metrics are
/// trusted.
/// </summary>
public sealed record FallbackSizing : ISizingPolicy
{
    /// <summary>Policy for trusted metrics.</summary>
    public required ISizingPolicy Policy { get; init; }

    /// <summary>Policy for untrusted metrics.</summary>
    public required ISizingPolicy Fallback { get; init; }

    /// <summary>Names of the metrics to check, one or more.</summary>
    public required ValueList<string> Metrics { get; init; }

    /// <summary>Time for which the size is kept before the fallback decides. Default 3 minutes.</summary>
    public TimeSpan FallbackDelay { get; init; } = TimeSpan.FromMinutes(3);

    ValueList<string> ISizingPolicy.MetricNames => Metrics.AddRange(Policy.MetricNames).AddRange(Fallback.MetricNames);

    /// <inheritdoc/>
    public int StateLength => 1 + Policy.StateLength + Fallback.StateLength;

    string ISizingPolicy.StateLayout => PolicyStateLayouts.Join("long since", Policy, Fallback);

    /// <inheritdoc/>
    public void Initialize(in DomainObservation observation, Span<long> state)
    {
        Policy.Initialize(observation, state.Slice(1, Policy.StateLength));
        Fallback.Initialize(observation, state[(1 + Policy.StateLength)..]);
    }

    /// <inheritdoc/>
    public Decision Decide(in DomainObservation observation, Span<long> state)
    {
        ref long since = ref state[0];
        long now = observation.Timestamp.UtcTicks;
        DecisionCause failure = GetFailure(observation);
        if (failure == DecisionCause.None)
        {
            since = 0;
            return Policy.Decide(observation, state.Slice(1, Policy.StateLength));
        }

        since = since == 0 ? now : since;
        if (now - since < FallbackDelay.Ticks)
        {
            return Decision.Hold(observation.Timestamp, observation.DesiredCount, failure);
        }

        Decision desired = Fallback.Decide(observation, state[(1 + Policy.StateLength)..]);
        return desired.Because(DecisionCause.Fallback, desired.To);
    }

    /// <inheritdoc/>
    public ValueList<Problem> Check()
    {
        PolicyOptionsValidator problems = new PolicyOptionsValidator()
            .CheckPolicy(nameof(Policy), Policy)
            .CheckPolicy(nameof(Fallback), Fallback)
            .NotNegative(nameof(FallbackDelay), FallbackDelay);
        return (
            Metrics.Count == 0 ? problems.Add(ProblemCode.MissingField, nameof(Metrics), "is empty", "name one or more") : problems
        ).ToList();
    }

    private DecisionCause GetFailure(in DomainObservation observation)
    {
        foreach (string name in Metrics)
        {
            if (UntrustedMetric.GetCause(observation.FindMetric(name)) is var cause and not DecisionCause.None)
            {
                return cause;
            }
        }

        return DecisionCause.None;
    }
}
