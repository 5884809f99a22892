namespace Scalewright.Decisions.Policies;

/// <summary>Scales out to the smallest, and in to the largest size that a policy desired within a window.</summary>
/// <remarks>Exact for one decision per second and windows of 18 hours; beyond that, sizes are held longer.</remarks>
public sealed record StabilizedSizing : ISizingPolicy
{
    /// <summary>The other policy.</summary>
    public required ISizingPolicy Policy { get; init; }

    /// <summary>Window for scaling out. Default 0.</summary>
    public TimeSpan WindowOut { get; init; }

    /// <summary>Window for scaling in. Default 5 minutes.</summary>
    public TimeSpan WindowIn { get; init; } = TimeSpan.FromMinutes(5);

    ValueList<string> ISizingPolicy.MetricNames => Policy.MetricNames;

    /// <inheritdoc/>
    public int StateLength => OwnLength + Policy.StateLength;

    private int LowestLength => WindowOut > TimeSpan.Zero ? RecentRing.LengthFor(WindowOut) : 0;

    private int OwnLength => LowestLength + (WindowIn > TimeSpan.Zero ? RecentRing.LengthFor(WindowIn) : 0);

    /// <inheritdoc/>
    public void Begin(in DomainObservation observation, Span<long> state)
    {
        Note(observation.At.UtcTicks, observation.Desired, state);
        Policy.Begin(observation, state[OwnLength..]);
    }

    /// <inheritdoc/>
    public Decision Decide(in DomainObservation observation, Span<long> state)
    {
        Decision wanted = Policy.Decide(observation, state[OwnLength..]);
        long now = observation.At.UtcTicks;
        // A policy that only waits until it can decide again has not changed its desired size.
        if (!IsWaiting(wanted))
        {
            Note(now, wanted.To, state);
        }

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

    private static bool IsWaiting(in Decision wanted) => !wanted.IsChange
        && wanted.Cause is DecisionCause.CooldownOut or DecisionCause.CooldownIn or DecisionCause.AlarmPending or DecisionCause.Warming
            or DecisionCause.RateUp or DecisionCause.RateDown;

    // A window of zero length stores nothing, not even the current size.
    private void Note(long now, int size, Span<long> state)
    {
        if (WindowOut > TimeSpan.Zero)
        {
            RecentBest lowest = Lowest(state);
            lowest.Forget(now - WindowOut.Ticks);
            lowest.AddSmallest(now, size);
        }

        if (WindowIn > TimeSpan.Zero)
        {
            RecentBest highest = Highest(state);
            highest.Forget(now - WindowIn.Ticks);
            highest.AddLargest(now, size);
        }
    }

    private RecentBest Lowest(Span<long> state) => new(state[..LowestLength]);

    private RecentBest Highest(Span<long> state) => new(state[LowestLength..OwnLength]);
}
