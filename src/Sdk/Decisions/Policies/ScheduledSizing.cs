namespace Scalewright.Decisions.Policies;

/// <summary>Limits another policy to the bounds of the first window that includes the current time.</summary>
public sealed record ScheduledSizing : ISizingPolicy
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Policy whose size is limited.</summary>
    public required ISizingPolicy Policy { get; init; }

    /// <summary>Windows, in order.</summary>
    public required ValueList<ScheduleWindow> Windows { get; init; }

    ValueList<string> ISizingPolicy.MetricNames => Policy.MetricNames;

    /// <inheritdoc/>
    public int StateLength => Policy.StateLength;

    string ISizingPolicy.StateLayout => PolicyStateLayouts.Join("", Policy);

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
                return decision.AtLeast(window.MinNodes, DecisionCause.Schedule).AtMost(window.MaxNodes, DecisionCause.Schedule);
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
            CheckWindow(problems, window);
        }

        return problems.ToList();
    }

    private static void CheckWindow(PolicyOptionsValidator problems, ScheduleWindow window)
    {
        problems
            .CheckBounds(window.MinNodes, window.MaxNodes)
            .NotNegative("Windows.From", window.From)
            .NotNegative("Windows.Until", window.Until);
        if (window.From >= Day)
        {
            problems.Add(ProblemCode.OutOfRange, "Windows.From", $"{window.From} is not below 24 hours", "use a time of day");
        }

        if (window.Until > Day)
        {
            problems.Add(
                ProblemCode.OutOfRange,
                "Windows.Until",
                $"{window.Until} is above 24 hours",
                "use at most 24 hours; a window across midnight has its end before its start, as from 22 to 6 hours"
            );
        }

        if (window.From == window.Until)
        {
            problems.Add(
                ProblemCode.ConflictingFields,
                "Windows.Until",
                $"{window.Until} is the start, too: the window is empty",
                "use another end; a whole day is from 0 to 24 hours"
            );
        }
    }
}
