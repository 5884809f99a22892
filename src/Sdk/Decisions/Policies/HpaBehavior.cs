namespace Scalewright.Decisions.Policies;

/// <summary>
/// The <c>behavior</c> of a Kubernetes autoscaler (autoscaling/v2): stabilization windows and rates of change.
/// Its state is a span of <see cref="StateLength"/> values, exact for up to one decision per second and windows of up
/// to 18 hours. Source: Kubernetes documentation, configurable scaling behavior.
/// </summary>
public sealed record HpaBehavior
{
    // Derived from the rules once, because each decision needs it several times.
    private HpaStateLayout _layout = HpaStateLayout.Create(HpaScalingRules.DefaultScaleUp, HpaScalingRules.DefaultScaleDown);
    private HpaScalingRules _up = HpaScalingRules.DefaultScaleUp;
    private HpaScalingRules _down = HpaScalingRules.DefaultScaleDown;

    /// <summary>Rules for scaling out.</summary>
    public HpaScalingRules ScaleUp
    {
        get => _up;
        init => _layout = HpaStateLayout.Create(_up = value, _down);
    }

    /// <summary>Rules for scaling in.</summary>
    public HpaScalingRules ScaleDown
    {
        get => _down;
        init => _layout = HpaStateLayout.Create(_up, _down = value);
    }

    /// <summary>Number of state values.</summary>
    public int StateLength => _layout.Length;

    /// <summary>Records a recommendation.</summary>
    /// <param name="at">Time of the recommendation.</param>
    /// <param name="value">Recommended size.</param>
    /// <param name="state">State.</param>
    public void RecordRecommendation(DateTimeOffset at, int value, Span<long> state)
    {
        SlidingWindowExtremum lowest = Lowest(state);
        SlidingWindowExtremum highest = Highest(state);
        lowest.Forget(at.UtcTicks - ScaleUp.StabilizationWindow.Ticks);
        highest.Forget(at.UtcTicks - ScaleDown.StabilizationWindow.Ticks);
        lowest.AddSmallest(at.UtcTicks, value);
        highest.AddLargest(at.UtcTicks, value);
    }

    /// <summary>Records a change of size.</summary>
    /// <param name="at">Time of the change.</param>
    /// <param name="change">Number of added replicas; negative for removed ones.</param>
    /// <param name="state">State.</param>
    public void RecordScaleEvent(DateTimeOffset at, int change, Span<long> state)
    {
        Forget(at, state);
        if (change > 0)
        {
            Added(state).Add(at.UtcTicks, change);
        }
        else if (change < 0)
        {
            Removed(state).Add(at.UtcTicks, -(long)change);
        }
    }

    /// <summary>
    /// Raises the current size to the limit of the scale-out window, then lowers it to the limit of the scale-in
    /// window. Both windows apply in either direction. Does not record the recommendation.
    /// </summary>
    /// <param name="at">Current time.</param>
    /// <param name="current">Current number of replicas.</param>
    /// <param name="desired">New recommendation.</param>
    /// <param name="state">State.</param>
    public int Stabilize(DateTimeOffset at, int current, int desired, Span<long> state)
    {
        long up = Math.Min(desired, Lowest(state).After(at.UtcTicks - ScaleUp.StabilizationWindow.Ticks, desired));
        long down = Math.Max(desired, Highest(state).After(at.UtcTicks - ScaleDown.StabilizationWindow.Ticks, desired));
        return (int)Math.Min(Math.Max(current, up), down);
    }

    /// <summary>Limits a size by the rates and bounds. Does not record the change.</summary>
    /// <param name="at">Current time.</param>
    /// <param name="current">Current number of replicas.</param>
    /// <param name="desired">Stabilized recommendation.</param>
    /// <param name="minNodes">Minimum number of replicas.</param>
    /// <param name="maxNodes">Maximum number of replicas.</param>
    /// <param name="state">State.</param>
    /// <param name="limit">On output, the limit that was applied.</param>
    public int Limit(DateTimeOffset at, int current, int desired, int minNodes, int maxNodes, Span<long> state, out HpaLimit limit)
    {
        limit = HpaLimit.DesiredWithinRange;
        if (desired > current)
        {
            int allowed = RateUp(at, current, state);
            if (desired > Math.Min(allowed, maxNodes))
            {
                limit = maxNodes > allowed ? HpaLimit.ScaleUpLimit : HpaLimit.TooManyReplicas;
                return Math.Min(allowed, maxNodes);
            }
        }
        else if (desired < current)
        {
            int allowed = RateDown(at, current, state);
            if (desired < Math.Max(allowed, minNodes))
            {
                limit = minNodes < allowed ? HpaLimit.ScaleDownLimit : HpaLimit.TooFewReplicas;
                return Math.Max(allowed, minNodes);
            }
        }

        return desired;
    }

    internal ValueList<Problem> Check(int minNodes, int maxNodes)
    {
        PolicyOptionsValidator problems = new PolicyOptionsValidator()
            .CheckBounds(minNodes, maxNodes)
            .NotNegative("Up.Window", ScaleUp.StabilizationWindow)
            .NotNegative("Down.Window", ScaleDown.StabilizationWindow)
            .NotNegative("Up.Tolerance", ScaleUp.Tolerance ?? 0)
            .NotNegative("Down.Tolerance", ScaleDown.Tolerance ?? 0);
        foreach (HpaScalingPolicy rate in (IEnumerable<HpaScalingPolicy>)[.. ScaleUp.Policies, .. ScaleDown.Policies])
        {
            problems.Positive("Rates.Value", rate.Value).Positive("Rates.Period", rate.Period);
        }

        if (minNodes == 0 && ScaleUp.Policies.Count > 0 && ScaleUp.NeverLeavesZero)
        {
            problems.Add(
                ProblemCode.ConflictingFields,
                "ScaleUp.Policies",
                "a percentage of 0 pods is 0: it would never grow from 0",
                "use a rate in pods, or a MinNodes of 1 or more"
            );
        }

        return problems.ToList();
    }

    private int RateUp(DateTimeOffset at, int current, Span<long> state)
    {
        if (ScaleUp.SelectPolicy == HpaScalingPolicySelect.Disabled)
        {
            return current;
        }

        Forget(at, state);
        double limit = ScaleUp.SelectPolicy == HpaScalingPolicySelect.Min ? double.PositiveInfinity : current;
        foreach (ref readonly HpaScalingPolicy rate in ScaleUp.Policies.AsSpan())
        {
            double allowed = rate.LimitUp(GetStart(at, current, rate.Period, state));
            limit = ScaleUp.SelectPolicy == HpaScalingPolicySelect.Min ? Math.Min(limit, allowed) : Math.Max(limit, allowed);
        }

        return ScaleUp.Policies.Count == 0 ? current : Math.Max(current, SizeMath.FromNumber(limit));
    }

    private int RateDown(DateTimeOffset at, int current, Span<long> state)
    {
        if (ScaleDown.SelectPolicy == HpaScalingPolicySelect.Disabled)
        {
            return current;
        }

        Forget(at, state);
        double limit = ScaleDown.SelectPolicy == HpaScalingPolicySelect.Min ? double.NegativeInfinity : current;
        foreach (ref readonly HpaScalingPolicy rate in ScaleDown.Policies.AsSpan())
        {
            double allowed = rate.LimitDown(GetStart(at, current, rate.Period, state));
            limit = ScaleDown.SelectPolicy == HpaScalingPolicySelect.Min ? Math.Max(limit, allowed) : Math.Min(limit, allowed);
        }

        return ScaleDown.Policies.Count == 0 ? current : Math.Min(current, SizeMath.FromNumber(limit));
    }

    private long GetStart(DateTimeOffset at, int current, TimeSpan period, Span<long> state) =>
        current - Added(state).After(at.UtcTicks - period.Ticks) + Removed(state).After(at.UtcTicks - period.Ticks);

    private void Forget(DateTimeOffset at, Span<long> state)
    {
        long start = at.UtcTicks - _layout.LongestPeriod.Ticks;
        Added(state).Forget(start);
        Removed(state).Forget(start);
    }

    private SlidingWindowExtremum Lowest(Span<long> state) => new(state[.._layout.Highest]);

    private SlidingWindowExtremum Highest(Span<long> state) => new(state[_layout.Highest.._layout.Added]);

    private SlidingWindowSum Added(Span<long> state) => new(state[_layout.Added.._layout.Removed]);

    private SlidingWindowSum Removed(Span<long> state) => new(state[_layout.Removed.._layout.Length]);
}

/// <summary>Layout of the state: smallest and largest recommendations, added and removed replicas.</summary>
/// <param name="LongestPeriod">Time for which changes count.</param>
internal readonly record struct HpaStateLayout(int Highest, int Added, int Removed, int Length, TimeSpan LongestPeriod)
{
    public static HpaStateLayout Create(HpaScalingRules up, HpaScalingRules down)
    {
        ArgumentNullException.ThrowIfNull(up);
        ArgumentNullException.ThrowIfNull(down);
        TimeSpan longest = up.LongestPeriod > down.LongestPeriod ? up.LongestPeriod : down.LongestPeriod;
        int highest = SlidingWindowBuffer.LengthFor(up.StabilizationWindow);
        int added = highest + SlidingWindowBuffer.LengthFor(down.StabilizationWindow);
        int changes = SlidingWindowBuffer.LengthFor(longest);
        return new HpaStateLayout(Highest: highest, Added: added, Removed: added + changes, Length: added + (2 * changes), longest);
    }
}

/// <summary>
/// Sums over sliding windows, in memory of the caller. When it is full, the two oldest values are merged.
/// </summary>
internal readonly ref struct SlidingWindowSum(Span<long> state)
{
    private readonly SlidingWindowBuffer _ring = new(state);

    public void Add(long time, long value)
    {
        if (_ring.IsFull)
        {
            _ring.ValueAt(1) += _ring.ValueAt(0);
            _ring.DropOldest();
        }

        _ring.Add(time, value);
    }

    public void Forget(long time) => _ring.Forget(time);

    public long After(long time)
    {
        long sum = 0;
        for (long index = _ring.Count - 1; index >= 0 && _ring.TimeAt(index) > time; index--)
        {
            sum += _ring.ValueAt(index);
        }

        return sum;
    }
}
