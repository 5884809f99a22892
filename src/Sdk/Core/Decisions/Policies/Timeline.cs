namespace Scalewright.Decisions.Policies;

/// <summary>
/// Sizes by time alone: <c>Timeline.Start(1).Then(TimeSpan.FromSeconds(10), 2)</c>. Starts with the first decision and
/// keeps its last size.
/// </summary>
public sealed record Timeline : SizingPolicy<TimelineState>
{
    private static readonly DecisionRule Rule = new("timeline", "size", ["size", "point", "seconds since start"], input => input.A);

    private Timeline(ValueList<TimelinePoint> points) => Points = points;

    /// <summary>Points in order; the first is the start.</summary>
    public ValueList<TimelinePoint> Points { get; }

    /// <summary>Time from the start to the last point.</summary>
    public TimeSpan Length => Points.Aggregate(TimeSpan.Zero, (sum, point) => sum + point.After);

    /// <summary>Creates a timeline.</summary>
    /// <param name="size">Initial size, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is below 0.</exception>
    public static Timeline Start(int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        return new([new(TimeSpan.Zero, size)]);
    }

    /// <summary>Adds a point.</summary>
    /// <param name="after">Time since the previous point, 0 or more.</param>
    /// <param name="size">Size from this point on, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is below 0.</exception>
    public Timeline Then(TimeSpan after, int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(after, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        return new(Points.Add(new(after, size)));
    }

    /// <inheritdoc/>
    protected override Decision Decide(in DomainObservation observation, ref TimelineState state)
    {
        long now = observation.At.UtcTicks;
        if (state.StartTicks == 0)
        {
            state.StartTicks = now;
        }

        long left = now - state.StartTicks;
        int reached = 0;
        for (int index = 1; index < Points.Count && left >= Points[index].After.Ticks; index++)
        {
            left -= Points[index].After.Ticks;
            reached = index;
        }

        DecisionInputs inputs = new(Points[reached].Size, reached + 1, (now - state.StartTicks) / (double)TimeSpan.TicksPerSecond);
        return Decision.By(observation.At, observation.Desired, Rule, inputs);
    }
}
