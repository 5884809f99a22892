namespace Scalewright.Decisions.Policies;

/// <summary>
/// Scales out only to the smallest, and in only to the largest, size that a policy desired within a window.
/// </summary>
/// <remarks>
/// Exact for up to one decision per second and windows of up to 18 hours; beyond that, sizes are kept longer.
/// </remarks>
public sealed record StabilizedSizing : ISizingPolicy
{
    /// <summary>Policy whose size is stabilized.</summary>
    public required ISizingPolicy Policy { get; init; }

    /// <summary>Window for scaling out. Default 0.</summary>
    public TimeSpan ScaleOutStabilizationWindow { get; init; }

    /// <summary>Window for scaling in. Default 5 minutes.</summary>
    public TimeSpan ScaleInStabilizationWindow { get; init; } = TimeSpan.FromMinutes(5);

    ValueList<string> ISizingPolicy.MetricNames => Policy.MetricNames;

    /// <inheritdoc/>
    public int StateLength => OwnLength + Policy.StateLength;

    string ISizingPolicy.StateLayout => PolicyStateLayouts.Join("window lowest, window highest", Policy);

    private int LowestLength =>
        ScaleOutStabilizationWindow > TimeSpan.Zero ? SlidingWindowBuffer.LengthFor(ScaleOutStabilizationWindow) : 0;

    private int OwnLength =>
        LowestLength + (ScaleInStabilizationWindow > TimeSpan.Zero ? SlidingWindowBuffer.LengthFor(ScaleInStabilizationWindow) : 0);

    /// <inheritdoc/>
    public void Initialize(in DomainObservation observation, Span<long> state)
    {
        Record(observation.Timestamp.UtcTicks, observation.DesiredCount, state);
        Policy.Initialize(observation, state[OwnLength..]);
    }

    /// <inheritdoc/>
    public Decision Decide(in DomainObservation observation, Span<long> state)
    {
        Decision desired = Policy.Decide(observation, state[OwnLength..]);
        long now = observation.Timestamp.UtcTicks;
        // If a policy is only waiting until it can decide again, its desired size has not changed.
        if (!IsWaiting(desired))
        {
            Record(now, desired.To, state);
        }

        int up =
            ScaleOutStabilizationWindow > TimeSpan.Zero
                ? (int)Lowest(state).After(now - ScaleOutStabilizationWindow.Ticks, desired.To)
                : desired.To;
        int down =
            ScaleInStabilizationWindow > TimeSpan.Zero
                ? (int)Highest(state).After(now - ScaleInStabilizationWindow.Ticks, desired.To)
                : desired.To;
        (int min, int max) = (Math.Min(down, observation.DesiredCount), Math.Max(up, observation.DesiredCount));
        if (desired.To > max && desired.To > observation.DesiredCount)
        {
            desired.Correct(DecisionCause.ScaleOutStabilization, max);
        }
        else if (desired.To < min && desired.To < observation.DesiredCount)
        {
            desired.Correct(DecisionCause.ScaleInStabilization, min);
        }

        return desired;
    }

    /// <inheritdoc/>
    public ValueList<Problem> Check() =>
        new PolicyOptionsValidator()
            .CheckPolicy(nameof(Policy), Policy)
            .NotNegative(nameof(ScaleOutStabilizationWindow), ScaleOutStabilizationWindow)
            .NotNegative(nameof(ScaleInStabilizationWindow), ScaleInStabilizationWindow)
            .ToList();

    private static bool IsWaiting(in Decision inner) =>
        !inner.IsChange
        && inner.Cause
            is DecisionCause.ScaleOutCooldown
                or DecisionCause.ScaleInCooldown
                or DecisionCause.AlarmPending
                or DecisionCause.WarmUp
                or DecisionCause.ScaleOutRateLimit
                or DecisionCause.ScaleInRateLimit;

    // A window of zero length stores nothing, not even the current size.
    private void Record(long now, int size, Span<long> state)
    {
        if (ScaleOutStabilizationWindow > TimeSpan.Zero)
        {
            SlidingWindowExtremum lowest = Lowest(state);
            lowest.Forget(now - ScaleOutStabilizationWindow.Ticks);
            lowest.AddSmallest(now, size);
        }

        if (ScaleInStabilizationWindow > TimeSpan.Zero)
        {
            SlidingWindowExtremum highest = Highest(state);
            highest.Forget(now - ScaleInStabilizationWindow.Ticks);
            highest.AddLargest(now, size);
        }
    }

    private SlidingWindowExtremum Lowest(Span<long> state) => new(state[..LowestLength]);

    private SlidingWindowExtremum Highest(Span<long> state) => new(state[LowestLength..OwnLength]);
}
