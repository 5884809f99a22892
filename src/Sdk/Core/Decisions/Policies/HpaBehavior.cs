namespace Scalewright.Decisions.Policies;

/// <summary>
/// The <c>behavior</c> of a Kubernetes autoscaler (autoscaling/v2): stabilization windows, rates of change and bounds.
/// Its state is a span of <see cref="StateLength"/> values, exact for one decision per second and windows of 18 hours.
/// Source: Kubernetes documentation, configurable scaling behavior.
/// </summary>
public sealed record HpaBehavior
{
    // Derived from the rules once, because each decision needs it several times.
    private HpaMemory _memory = HpaMemory.Of(HpaRules.Up, HpaRules.Down);
    private HpaRules _up = HpaRules.Up;
    private HpaRules _down = HpaRules.Down;

    /// <summary>Rules for scaling out.</summary>
    public HpaRules Up
    {
        get => _up;
        init => _memory = HpaMemory.Of(_up = value, _down);
    }

    /// <summary>Rules for scaling in.</summary>
    public HpaRules Down
    {
        get => _down;
        init => _memory = HpaMemory.Of(_up, _down = value);
    }

    /// <summary>Minimum number of replicas. Default 1.</summary>
    public int NodesMin { get; init; } = 1;

    /// <summary>Maximum number of replicas. Default no limit.</summary>
    public int NodesMax { get; init; } = int.MaxValue;

    /// <summary>Number of state values.</summary>
    public int StateLength => _memory.Length;

    /// <summary>Records a recommendation.</summary>
    /// <param name="at">Time of the recommendation.</param>
    /// <param name="value">Recommended size.</param>
    /// <param name="state">State.</param>
    public void Recommend(DateTimeOffset at, int value, Span<long> state)
    {
        RecentBest lowest = Lowest(state);
        RecentBest highest = Highest(state);
        lowest.Forget(at.UtcTicks - Up.Window.Ticks);
        highest.Forget(at.UtcTicks - Down.Window.Ticks);
        lowest.AddSmallest(at.UtcTicks, value);
        highest.AddLargest(at.UtcTicks, value);
    }

    /// <summary>Records a change of size.</summary>
    /// <param name="at">Time of the change.</param>
    /// <param name="change">Number of added replicas; negative for removed ones.</param>
    /// <param name="state">State.</param>
    public void Change(DateTimeOffset at, int change, Span<long> state)
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
        long up = Math.Min(desired, Lowest(state).After(at.UtcTicks - Up.Window.Ticks, desired));
        long down = Math.Max(desired, Highest(state).After(at.UtcTicks - Down.Window.Ticks, desired));
        return (int)Math.Min(Math.Max(current, up), down);
    }

    /// <summary>Limits a size by the rates and bounds. Does not record the change.</summary>
    /// <param name="at">Current time.</param>
    /// <param name="current">Current number of replicas.</param>
    /// <param name="desired">Stabilized recommendation.</param>
    /// <param name="state">State.</param>
    /// <param name="limit">On output, the limit that was applied.</param>
    public int Limit(DateTimeOffset at, int current, int desired, Span<long> state, out HpaLimit limit)
    {
        limit = HpaLimit.DesiredWithinRange;
        if (desired > current)
        {
            int allowed = RateUp(at, current, state);
            if (desired > Math.Min(allowed, NodesMax))
            {
                limit = NodesMax > allowed ? HpaLimit.ScaleUpLimit : HpaLimit.TooManyReplicas;
                return Math.Min(allowed, NodesMax);
            }
        }
        else if (desired < current)
        {
            int allowed = RateDown(at, current, state);
            if (desired < Math.Max(allowed, NodesMin))
            {
                limit = NodesMin < allowed ? HpaLimit.ScaleDownLimit : HpaLimit.TooFewReplicas;
                return Math.Max(allowed, NodesMin);
            }
        }

        return desired;
    }

    internal ValueList<Problem> Check()
    {
        PolicyProblems problems = new PolicyProblems().CheckBounds(NodesMin, NodesMax)
            .NotNegative("Up.Window", Up.Window).NotNegative("Down.Window", Down.Window)
            .NotNegative("Up.Tolerance", Up.Tolerance ?? 0).NotNegative("Down.Tolerance", Down.Tolerance ?? 0);
        foreach (HpaRate rate in (IEnumerable<HpaRate>)[.. Up.Rates, .. Down.Rates])
        {
            problems.Positive("Rates.Value", rate.Value).Positive("Rates.Period", rate.Period);
        }

        if (NodesMin == 0 && Up.Rates.Count > 0 && Up.NeverLeavesZero)
        {
            problems.Say(
                ProblemCode.Conflict,
                "Up.Rates",
                "a percentage of 0 pods is 0: it would never grow from 0",
                "use a rate in pods, or a NodesMin of 1 or more");
        }

        return problems.ToList();
    }

    private int RateUp(DateTimeOffset at, int current, Span<long> state)
    {
        if (Up.Select == HpaSelect.Disabled)
        {
            return current;
        }

        Forget(at, state);
        double limit = Up.Select == HpaSelect.Min ? double.PositiveInfinity : current;
        foreach (ref readonly HpaRate rate in Up.Rates.AsSpan())
        {
            double allowed = rate.LimitUp(StartOf(at, current, rate.Period, state));
            limit = Up.Select == HpaSelect.Min ? Math.Min(limit, allowed) : Math.Max(limit, allowed);
        }

        return Up.Rates.Count == 0 ? current : Math.Max(current, Sizes.FromNumber(limit));
    }

    private int RateDown(DateTimeOffset at, int current, Span<long> state)
    {
        if (Down.Select == HpaSelect.Disabled)
        {
            return current;
        }

        Forget(at, state);
        double limit = Down.Select == HpaSelect.Min ? double.NegativeInfinity : current;
        foreach (ref readonly HpaRate rate in Down.Rates.AsSpan())
        {
            double allowed = rate.LimitDown(StartOf(at, current, rate.Period, state));
            limit = Down.Select == HpaSelect.Min ? Math.Max(limit, allowed) : Math.Min(limit, allowed);
        }

        return Down.Rates.Count == 0 ? current : Math.Min(current, Sizes.FromNumber(limit));
    }

    private long StartOf(DateTimeOffset at, int current, TimeSpan period, Span<long> state) =>
        current - Added(state).After(at.UtcTicks - period.Ticks) + Removed(state).After(at.UtcTicks - period.Ticks);

    private void Forget(DateTimeOffset at, Span<long> state)
    {
        long start = at.UtcTicks - _memory.LongestPeriod.Ticks;
        Added(state).Forget(start);
        Removed(state).Forget(start);
    }

    private RecentBest Lowest(Span<long> state) => new(state[.._memory.Highest]);

    private RecentBest Highest(Span<long> state) => new(state[_memory.Highest.._memory.Added]);

    private RecentSum Added(Span<long> state) => new(state[_memory.Added.._memory.Removed]);

    private RecentSum Removed(Span<long> state) => new(state[_memory.Removed.._memory.Length]);
}

/// <summary>Layout of the state: smallest and largest recommendations, added and removed replicas.</summary>
/// <param name="LongestPeriod">Time for which changes count.</param>
internal readonly record struct HpaMemory(int Highest, int Added, int Removed, int Length, TimeSpan LongestPeriod)
{
    public static HpaMemory Of(HpaRules up, HpaRules down)
    {
        ArgumentNullException.ThrowIfNull(up);
        ArgumentNullException.ThrowIfNull(down);
        TimeSpan longest = up.LongestPeriod > down.LongestPeriod ? up.LongestPeriod : down.LongestPeriod;
        int highest = RecentRing.LengthFor(up.Window);
        int added = highest + RecentRing.LengthFor(down.Window);
        int changes = RecentRing.LengthFor(longest);
        return new HpaMemory(highest, added, added + changes, added + (2 * changes), longest);
    }
}

/// <summary>Sums over sliding windows, in memory of the caller. When full, the two oldest are merged.</summary>
internal readonly ref struct RecentSum(Span<long> memory)
{
    private readonly RecentRing _ring = new(memory);

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
