namespace Scalewright.Decisions.Policies;

/// <summary>Limits another policy to the bounds of the first window that includes the current time.</summary>
public sealed record ScheduledSizing : ISizingPolicy
{
    /// <summary>Policy whose size is limited.</summary>
    public required ISizingPolicy Policy { get; init; }

    /// <summary>Windows, in order.</summary>
    public required ValueList<ScheduleWindow> Windows { get; init; }

    ValueList<string> ISizingPolicy.MetricNames => Policy.MetricNames;

    /// <inheritdoc/>
    public int StateLength => Policy.StateLength;

    /// <inheritdoc/>
    public void Initialize(in DomainObservation observation, Span<long> state) => Policy.Initialize(observation, state);

    /// <inheritdoc/>
    public Decision Decide(in DomainObservation observation, Span<long> state)
    {
        Decision decision = Policy.Decide(observation, state);
        foreach (ScheduleWindow window in Windows)
        {
            if (window.Contains(observation.Timestamp))
            {
                return decision.AtLeast(DecisionCause.Schedule, window.MinNodes)
                    .AtMost(DecisionCause.Schedule, window.MaxNodes);
            }
        }

        return decision;
    }

    /// <inheritdoc/>
    public ValueList<Problem> Check()
    {
        PolicyOptionsValidator problems = new PolicyOptionsValidator().CheckPolicy(nameof(Policy), Policy);
        foreach (ScheduleWindow window in Windows)
        {
            problems.CheckBounds(window.MinNodes, window.MaxNodes)
                .NotNegative("Windows.From", window.From)
                .NotNegative("Windows.Until", window.Until);
        }

        return problems.ToList();
    }
}
