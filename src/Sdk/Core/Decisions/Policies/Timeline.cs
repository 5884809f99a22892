namespace Scalewright.Decisions.Policies;

/// <summary>Sizes by the clock alone: <c>Timeline.Start(1).Then(TimeSpan.FromSeconds(10), 2)</c>. Begins with the first decision; its last size stays.</summary>
public sealed record Timeline : SizingPolicy<TimelineState>
{
    private static readonly DecisionRule Rule = new("timeline", "size", ["size", "point", "seconds since start"], input => input.A);

    private Timeline(ValueList<TimelinePoint> points) => Points = points;

    /// <summary>The points in order; the first is the start.</summary>
    public ValueList<TimelinePoint> Points { get; }

    /// <summary>How long it is from the start to the last point.</summary>
    public TimeSpan Length => Points.Aggregate(TimeSpan.Zero, (sum, point) => sum + point.After);

    /// <summary>Begins a timeline.</summary>
    /// <param name="size">The first size, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is below 0.</exception>
    public static Timeline Start(int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        return new([new(TimeSpan.Zero, size)]);
    }

    /// <summary>Adds a point.</summary>
    /// <param name="after">How long after the point before, 0 or more.</param>
    /// <param name="size">The size from then on, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of them is below 0.</exception>
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
