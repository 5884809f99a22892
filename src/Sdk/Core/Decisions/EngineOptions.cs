using Scalewright.Decisions.Policies;

namespace Scalewright.Decisions;

/// <summary>How an engine works; what the builder sets one by one. A value.</summary>
public sealed record EngineOptions
{
    internal EngineOptions(string domain) => Domain = new Domain(domain);

    /// <summary>The domain as it shall be; its bounds hold every decision. Its capacity is not looked at.</summary>
    public Domain Domain { get; init; }

    /// <summary>Launch configurations that are made when they are missing. One without a cloud is made for each cloud of the domain.</summary>
    public ValueList<LaunchConfiguration> Launches { get; init; } = [];

    /// <summary>How many; must be set.</summary>
    public ISizingPolicy? Sizing { get; init; }

    /// <summary>Where; default fills the clouds in order.</summary>
    public IPlacementPolicy Placement { get; init; } = new OverflowPlacement();

    /// <summary>How much room clouds have at each moment, below their own limits; null, the default: their limits alone hold. A preview does not ask.</summary>
    public ICloudRoom? Room { get; init; }

    /// <summary>Where metrics are read.</summary>
    public ValueList<IMetricSource> Metrics { get; init; } = [];

    /// <summary>Averages of these metrics over the latest time; default none.</summary>
    public ValueList<MetricWindow> Windows { get; init; } = [];

    /// <summary>The largest size that any policy is believed, whatever the domain's bounds; default 100,000, as of the AutoScaling endpoint.</summary>
    public int NodesMax { get; init; } = PolicyCalls.NodesMax;

    /// <summary>Time from one cycle to the next, 1 ms to 49 days; default 10 s. A cycle that takes longer delays the next.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the metrics are read for <see cref="Windows"/>, a part of <see cref="Period"/>; null: once in a cycle. Default null.</summary>
    public TimeSpan? SamplePeriod { get; init; }

    /// <summary>How long a cycle may take once its metrics are read, for which <see cref="MetricDeadline"/> is; default 1 minute. What it began is recorded, and the next one goes on with it.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long reading a metric may take; default 5 s.</summary>
    public TimeSpan MetricDeadline { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long after a growth there is no other; default 0.</summary>
    public TimeSpan CooldownOut { get; init; }

    /// <summary>How long after any change there is no shrinking; default 0.</summary>
    public TimeSpan CooldownIn { get; init; }

    /// <summary>How long growing must have been wanted; default 0.</summary>
    public TimeSpan WindowOut { get; init; }

    /// <summary>How long shrinking must have been wanted; default 0.</summary>
    public TimeSpan WindowIn { get; init; }

    /// <summary>How long a node may take to become ready; then it has failed and is replaced. Default 10 minutes.</summary>
    public TimeSpan StartMax { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a cloud that had no room is not asked again; default 1 minute.</summary>
    public TimeSpan ClosedFor { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>What becomes of decisions; default they are applied.</summary>
    public EngineMode Mode { get; init; }

    /// <summary>Whether a domain that is there already is removed with its nodes first; default false, it goes on.</summary>
    public bool IsFresh { get; init; }

    /// <summary>How long it runs, whole cycles; null: until it is cancelled.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Hears of each event; null: nobody does.</summary>
    public IProgress<EngineEvent>? Listener { get; init; }

    /// <summary>All that is wrong; empty when nothing is.</summary>
    public ValueList<Problem> Check()
    {
        PolicyProblems problems = new PolicyProblems().Of("sizing", Sizing);
        bool isSizingSound = problems.Count == 0;
        problems.Waitable("period", Period).Waitable("deadline", Deadline)
            .Waitable("metric_deadline", MetricDeadline).NotNegative("cooldown_out", CooldownOut).NotNegative("cooldown_in", CooldownIn)
            .NotNegative("window_out", WindowOut).NotNegative("window_in", WindowIn).Positive("start_max", StartMax).NotNegative("closed_for", ClosedFor)
            .NotNegative("duration", Duration ?? TimeSpan.Zero).Positive("sample_period", SamplePeriod ?? TimeSpan.MaxValue);
        if (SamplePeriod is { } sample && sample > TimeSpan.Zero && (Period.Ticks % sample.Ticks != 0 || sample < TimeSpan.FromMilliseconds(1)))
        {
            problems.Say(ProblemCode.Conflict, "sample_period", $"{Period} is no multiple of {sample}", "use a whole part of the period, 1 ms or more");
        }

        CheckMetrics(problems, isSizingSound);
        MetricWindow.Check(Windows, [.. Metrics.Select(source => source?.Name ?? "")], problems);
        if (NodesMax < 1 || NodesMax < Domain.NodesMin)
        {
            problems.Say(ProblemCode.OutOfRange, "engine_nodes_max", $"{NodesMax} is below {Math.Max(1, Domain.NodesMin)}", "use 1 or more, and nodes_min or more");
        }

        problems.Of("placement", Placement, Domain.Places.Count);
        return problems.ToList().AddRange(Domain.Check()).AddRange(Launches.SelectMany(DomainRules.Check));
    }

    // Without any source, who asks for a preview brings the readings.
    private void CheckMetrics(PolicyProblems problems, bool isSizingSound)
    {
        if (Metrics.Count > 0 && isSizingSound && Sizing is { } sizing)
        {
            problems.Reads("sizing", sizing, [.. Metrics.Where(source => source?.Name is not null).Select(source => source.Name), .. Windows.Select(window => window.Name)]);
        }

        foreach (IMetricSource source in Metrics.Where(source => string.IsNullOrEmpty(source?.Name)))
        {
            problems.Say(ProblemCode.MissingField, "metrics", source is null ? "a source is null" : "a source has no name", "give each metric a name");
        }

        foreach (IGrouping<string, IMetricSource> same in Metrics.Where(source => source?.Name is not null).GroupBy(source => source.Name, StringComparer.Ordinal).Where(same => same.Count() > 1))
        {
            problems.Say(ProblemCode.DuplicateName, "metrics", $"'{Printable.Escape(same.Key)}' is there {same.Count()} times", "give each its own name");
        }
    }
}
