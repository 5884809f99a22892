namespace Scalewright.Decisions.Policies;

/// <summary>Limits another policy to the bounds of the first schedule window that is open.</summary>
public sealed record ScheduleOver : ISizingPolicy
{
    /// <summary>The other policy.</summary>
    public required ISizingPolicy Policy { get; init; }

    /// <summary>Windows, in order.</summary>
    public required ValueList<ScheduleWindow> Windows { get; init; }

    ValueList<string> ISizingPolicy.MetricNames => Policy.MetricNames;

    /// <inheritdoc/>
    public int StateLength => Policy.StateLength;

    /// <inheritdoc/>
    public void Begin(in DomainObservation observation, Span<long> state) => Policy.Begin(observation, state);

    /// <inheritdoc/>
    public Decision Decide(in DomainObservation observation, Span<long> state)
    {
        Decision wanted = Policy.Decide(observation, state);
        foreach (ScheduleWindow window in Windows)
        {
            if (window.Holds(observation.At))
            {
                return wanted.AtLeast(DecisionCause.Schedule, window.NodesMin).AtMost(DecisionCause.Schedule, window.NodesMax);
            }
        }

        return wanted;
    }

    /// <inheritdoc/>
    public ValueList<Problem> Check()
    {
        PolicyProblems problems = new PolicyProblems().Of(nameof(Policy), Policy);
        foreach (ScheduleWindow window in Windows)
        {
            problems.CheckBounds(window.NodesMin, window.NodesMax).NotNegative("Windows.From", window.From).NotNegative("Windows.Until", window.Until);
        }

        return problems.ToList();
    }
}
