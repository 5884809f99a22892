namespace Scalewright.Decisions.Policies;

/// <summary>
/// Sizes a domain only by time: <c>TimelineSizing.Start(1).Then(TimeSpan.FromSeconds(10), 2)</c>. Starts with the first
/// decision and keeps its last size.
/// </summary>
public sealed record TimelineSizing : SizingPolicy<TimelineState>
{
    private static readonly DecisionRule Rule = new("timeline", "size", ["size", "point", "seconds since start"], input => input.A);

    private TimelineSizing(ValueList<TimelinePoint> points) => Points = points;

    /// <summary>Points in order; the first is the start.</summary>
    public ValueList<TimelinePoint> Points { get; }

    /// <summary>Time from the start to the last point, at most <see cref="TimeSpan.MaxValue"/>.</summary>
    public TimeSpan Duration => TimeSpan.FromTicks(Points.Aggregate(0L, (ticks, point) => TickMath.GetEnd(ticks, point.Delay)));

    /// <summary>Creates a timeline.</summary>
    /// <param name="size">Initial size, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is below 0.</exception>
    public static TimelineSizing Start(int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        return new([new(TimeSpan.Zero, size)]);
    }

    /// <summary>Adds a point.</summary>
    /// <param name="delay">Time since the previous point, 0 or more.</param>
    /// <param name="size">Size from this point on, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is below 0.</exception>
    public TimelineSizing Then(TimeSpan delay, int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        return new(Points.Add(new(delay, size)));
    }

    /// <inheritdoc/>
    protected override Decision Decide(in DomainObservation observation, ref TimelineState state)
    {
        long now = observation.Timestamp.UtcTicks;
        if (state.StartTicks == 0)
        {
            state.StartTicks = now;
        }

        long remainingTicks = now - state.StartTicks;
        int reached = 0;
        for (int index = 1; index < Points.Count && remainingTicks >= Points[index].Delay.Ticks; index++)
        {
            remainingTicks -= Points[index].Delay.Ticks;
            reached = index;
        }

        DecisionInputs inputs = new(Points[reached].Size, reached + 1, (now - state.StartTicks) / (double)TimeSpan.TicksPerSecond);
        return Decision.FromRule(observation.Timestamp, observation.DesiredCount, Rule, inputs);
    }
}

/// <summary>State of a <see cref="TimelineSizing"/>: its start.</summary>
public record struct TimelineState
{
    internal long StartTicks;
}

/// <summary>Point of a <see cref="TimelineSizing"/>.</summary>
/// <param name="Delay">Time since the previous point.</param>
/// <param name="Size">Size from this point on.</param>
public readonly record struct TimelinePoint(TimeSpan Delay, int Size);
