namespace Scalewright.Decisions.Policies;

/// <summary>Grows only to the smallest size that another policy wanted within a window, shrinks only to the largest.</summary>
public sealed record StabilizedSizing : ISizingPolicy
{
    /// <summary>The other policy.</summary>
    public required ISizingPolicy Policy { get; init; }

    /// <summary>How long growing must have been wanted; default not at all.</summary>
    public TimeSpan WindowOut { get; init; }

    /// <summary>How long shrinking must have been wanted; default 5 minutes.</summary>
    public TimeSpan WindowIn { get; init; } = TimeSpan.FromMinutes(5);

    ValueList<string> ISizingPolicy.MetricNames => Policy.MetricNames;

    /// <inheritdoc/>
    public int StateLength => (2 * RecentBest.Length) + Policy.StateLength;

    /// <inheritdoc/>
    public void Begin(in DomainObservation observation, Span<long> state)
    {
        Note(observation.At.UtcTicks, observation.Desired, state);
        Policy.Begin(observation, state[(2 * RecentBest.Length)..]);
    }

    /// <inheritdoc/>
    public Decision Decide(in DomainObservation observation, Span<long> state)
    {
        Decision wanted = Policy.Decide(observation, state[(2 * RecentBest.Length)..]);
        long now = observation.At.UtcTicks;
        Note(now, wanted.To, state);
        int up = WindowOut > TimeSpan.Zero ? (int)Lowest(state).After(now - WindowOut.Ticks, wanted.To) : wanted.To;
        int down = WindowIn > TimeSpan.Zero ? (int)Highest(state).After(now - WindowIn.Ticks, wanted.To) : wanted.To;
        (int least, int most) = (Math.Min(down, observation.Desired), Math.Max(up, observation.Desired));
        if (wanted.To > most && wanted.To > observation.Desired)
        {
            wanted.Correct(DecisionCause.StabilizationUp, most);
        }
        else if (wanted.To < least && wanted.To < observation.Desired)
        {
            wanted.Correct(DecisionCause.StabilizationDown, least);
        }

        return wanted;
    }

    /// <inheritdoc/>
    public ValueList<Problem> Check() => new PolicyProblems().Of(nameof(Policy), Policy)
        .NotNegative(nameof(WindowOut), WindowOut).NotNegative(nameof(WindowIn), WindowIn).ToList();

    // A window of no length holds nothing, not even what was noted at this very instant.
    private void Note(long now, int size, Span<long> state)
    {
        if (WindowOut > TimeSpan.Zero)
        {
            Lowest(state).AddSmallest(now, size);
        }

        if (WindowIn > TimeSpan.Zero)
        {
            Highest(state).AddLargest(now, size);
        }
    }

    private static ref RecentBest Lowest(Span<long> state) => ref RecentBest.In(state);

    private static ref RecentBest Highest(Span<long> state) => ref RecentBest.In(state[RecentBest.Length..]);
}
