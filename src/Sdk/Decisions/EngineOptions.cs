using Scalewright.Decisions.Policies;
using Scalewright.Topologies;

namespace Scalewright.Decisions;

/// <summary>Options of a decision engine, which the builder sets one by one. Compared by value.</summary>
public sealed record EngineOptions
{
    internal EngineOptions(string domain) => Domain = new Domain(domain);

    /// <summary>Desired domain; its bounds limit every decision. Its capacity is ignored.</summary>
    public Domain Domain { get; init; }

    /// <summary>
    /// Launch configurations to create if missing. A configuration without a cloud is created for each cloud.
    /// </summary>
    public ValueList<LaunchConfiguration> LaunchConfigurations { get; init; } = [];

    /// <summary>Sizing policy, which determines the number of nodes. Required.</summary>
    public ISizingPolicy? Sizing { get; init; }

    /// <summary>Placement policy, which distributes nodes over clouds. By default, fills the clouds in order.</summary>
    public IPlacementPolicy Placement { get; init; } = new OverflowPlacement();

    /// <summary>
    /// Source of the current free capacity of clouds, in addition to their configured limits. Default null: only the
    /// configured limits apply. Previews do not query it.
    /// </summary>
    public ICloudCapacity? CloudCapacity { get; init; }

    /// <summary>Sources of metrics.</summary>
    public ValueList<IMetricSource> Metrics { get; init; } = [];

    /// <summary>Moving averages of the metrics. Empty by default.</summary>
    public ValueList<MetricWindow> MetricWindows { get; init; } = [];

    /// <summary>
    /// Maximum size accepted from any policy, regardless of the domain's bounds. Default 100,000, as in the AutoScaling
    /// endpoint.
    /// </summary>
    public int MaxNodes { get; init; } = PolicyInvoker.MaxNodes;

    /// <summary>
    /// Maximum cost per hour, 0 or more, in the currency of the clouds' prices. Default null: no limit. It applies to
    /// the desired nodes of all domains of the cluster, by the prices of their clouds, and takes precedence over the
    /// minimum size. New nodes that would exceed it are left out, those of the most expensive cloud first; of equal
    /// prices, those of the later cloud. Nodes are not removed because of it.
    /// </summary>
    public double? MaxCostPerHour { get; init; }

    /// <summary>
    /// Time between cycles, 1 ms to 49 days. A cycle that takes longer delays the next one. Default 10 seconds.
    /// </summary>
    public TimeSpan CycleInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Interval for sampling <see cref="MetricWindows"/>; divides <see cref="CycleInterval"/> evenly. Default null:
    /// once per cycle.
    /// </summary>
    public TimeSpan? SampleInterval { get; init; }

    /// <summary>
    /// Timeout of a cycle after its metrics were read. Reading them is limited by <see cref="MetricTimeout"/>.
    /// Default 1 minute. Started steps are recorded, and the next cycle resumes them.
    /// </summary>
    public TimeSpan CycleTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Timeout for reading a metric. Default 5 seconds.</summary>
    public TimeSpan MetricTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Minimum time between two scale-outs. Default 0.</summary>
    public TimeSpan ScaleOutCooldown { get; init; }

    /// <summary>Minimum time between any change and a scale-in. Default 0.</summary>
    public TimeSpan ScaleInCooldown { get; init; }

    /// <summary>Time for which a scale-out must be desired before it is applied. Default 0.</summary>
    public TimeSpan ScaleOutStabilizationWindow { get; init; }

    /// <summary>Time for which a scale-in must be desired before it is applied. Default 0.</summary>
    public TimeSpan ScaleInStabilizationWindow { get; init; }

    /// <summary>
    /// Timeout for a node to become ready. After it, the node is marked as failed and replaced. Default 10 minutes.
    /// </summary>
    public TimeSpan NodeStartTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Time for which a cloud without capacity is not used. Default 1 minute.</summary>
    public TimeSpan CloudRetryDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Mode of the engine. By default, decisions are applied.</summary>
    public EngineMode Mode { get; init; }

    /// <summary>
    /// True to first delete an existing domain with its nodes. Default false: the domain and its nodes are kept.
    /// </summary>
    public bool RecreateDomain { get; init; }

    /// <summary>Duration of the run, in whole cycles. Default null: the engine runs until it is canceled.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Listener that receives each event; null for no listener.</summary>
    public IProgress<EngineEvent>? Listener { get; init; }

    /// <summary>Limits of the stored decisions.</summary>
    internal DecisionHistoryLimits HistoryLimits { get; init; } = DecisionHistoryLimits.Default;

    /// <summary>Validates the options. Returns all problems; empty if they are valid.</summary>
    public ValueList<Problem> Check()
    {
        PolicyOptionsValidator problems = new PolicyOptionsValidator().CheckPolicy(nameof(Sizing), Sizing);
        bool isSizingValid = problems.Count == 0;
        problems
            .Waitable(nameof(CycleInterval), CycleInterval)
            .Waitable(nameof(CycleTimeout), CycleTimeout)
            .Waitable(nameof(MetricTimeout), MetricTimeout)
            .NotNegative(nameof(ScaleOutCooldown), ScaleOutCooldown)
            .NotNegative(nameof(ScaleInCooldown), ScaleInCooldown)
            .NotNegative(nameof(ScaleOutStabilizationWindow), ScaleOutStabilizationWindow)
            .NotNegative(nameof(ScaleInStabilizationWindow), ScaleInStabilizationWindow)
            .Positive(nameof(NodeStartTimeout), NodeStartTimeout)
            .NotNegative(nameof(CloudRetryDelay), CloudRetryDelay)
            .NotNegative(nameof(Duration), Duration ?? TimeSpan.Zero)
            .NotNegative(nameof(MaxCostPerHour), MaxCostPerHour ?? 0)
            .Positive(nameof(SampleInterval), SampleInterval ?? TimeSpan.MaxValue);
        if (
            SampleInterval is { } sample
            && sample > TimeSpan.Zero
            && (CycleInterval.Ticks % sample.Ticks != 0 || sample < TimeSpan.FromMilliseconds(1))
        )
        {
            problems.Add(
                ProblemCode.ConflictingFields,
                nameof(SampleInterval),
                $"{CycleInterval} is not a multiple of {sample}",
                "use an interval that divides the cycle interval evenly, 1 ms or more"
            );
        }

        if (MaxCostPerHour is not null && Domain.Clouds.Count > 0 && Domain.Clouds.All(cloud => cloud.PricePerHour == 0))
        {
            problems.Add(
                ProblemCode.ConflictingFields,
                nameof(MaxCostPerHour),
                "no cloud has a price",
                "set the price of each cloud that costs money, or remove the limit"
            );
        }

        CheckMetrics(problems, isSizingValid);
        MetricWindow.Check(MetricWindows, [.. Metrics.Select(source => source?.Name ?? "")], problems);
        if (MaxNodes < 1 || MaxNodes < Domain.MinNodes)
        {
            problems.Add(
                ProblemCode.OutOfRange,
                nameof(MaxNodes),
                string.Create(CultureInfo.InvariantCulture, $"{MaxNodes} is below {Math.Max(1, Domain.MinNodes)}"),
                "use 1 or more, and MinNodes or more"
            );
        }

        problems.CheckPolicy(nameof(Placement), Placement, Domain.EffectiveClouds.Count);
        return problems.ToList().AddRange(Domain.Check()).AddRange(LaunchConfigurations.SelectMany(launch => launch.Check()));
    }

    // Without sources, names are not checked: the caller of a preview supplies the metrics.
    private void CheckMetrics(PolicyOptionsValidator problems, bool isSizingValid)
    {
        if (Metrics.Count > 0 && isSizingValid && Sizing is { } sizing)
        {
            problems.Reads(
                nameof(Sizing),
                sizing,
                [
                    .. Metrics.Where(source => source?.Name is not null).Select(source => source.Name),
                    .. MetricWindows.Select(window => window.Name),
                ]
            );
        }

        foreach (IMetricSource source in Metrics.Where(source => string.IsNullOrEmpty(source?.Name)))
        {
            problems.Add(
                ProblemCode.MissingField,
                nameof(Metrics),
                source is null ? "a source is null" : "a source has no name",
                "give each metric a name"
            );
        }

        foreach (
            IGrouping<string, IMetricSource> duplicates in Metrics
                .Where(source => source?.Name is not null)
                .GroupBy(source => source.Name, StringComparer.Ordinal)
                .Where(duplicates => duplicates.Count() > 1)
        )
        {
            problems.Add(
                ProblemCode.DuplicateName,
                nameof(Metrics),
                $"'{TextEscaping.Escape(duplicates.Key)}' is there {duplicates.Count()} times",
                "give each its own name"
            );
        }
    }
}
