using Scalewright.Decisions.Policies;
using Scalewright.Topologies;

namespace Scalewright.Decisions.Backtesting;

/// <summary>
/// Model of the environment of a back-test. Compared by value. By default, there is one location without a limit, where
/// nodes boot in a minute and cost 1 per hour.
/// </summary>
public sealed record BacktestModel
{
    /// <summary>Name of the metric for the total load of a step, in the trace's unit.</summary>
    public const string LoadMetric = "load";

    /// <summary>Name of the metric for the waiting and served load per ready node.</summary>
    public const string LoadPerNodeMetric = "load_per_node";

    /// <summary>Name of the metric for the utilization of nodes, in percent of their capacity, 0 to 100.</summary>
    public const string UtilizationMetric = "utilization";

    /// <summary>Name of the metric for the waiting load.</summary>
    public const string QueueMetric = "queue";

    /// <summary>Name of the metric for the load that all nodes served in a step, in the trace's unit. Unlike
    /// <see cref="LoadMetric"/>, it cannot exceed their capacity.</summary>
    public const string ServedMetric = "served";

    /// <summary>Load that one node can serve, in the trace's unit; above 0. For a rate, it does not depend on the
    /// length of a step.</summary>
    public required double NodeCapacity { get; init; }

    /// <summary>Number of ready nodes at the start. Default 1.</summary>
    public int InitialNodes { get; init; } = 1;

    /// <summary>Maximum size accepted from any policy, 1 or more. Default 100,000, as in an engine.</summary>
    public int MaxNodes { get; init; } = PolicyInvoker.MaxNodes;

    /// <summary>Time until a requested node is ready, at most <see cref="MaxBootDelay"/>. Default 1 minute.</summary>
    public TimeSpan BootDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Maximum additional boot time, uniformly distributed. Default 0.</summary>
    public TimeSpan BootJitter { get; init; }

    /// <summary>Time for which a ready node has reduced capacity. Default 0.</summary>
    public TimeSpan WarmUpPeriod { get; init; }

    /// <summary>Ratio of <see cref="NodeCapacity"/> that a warming node can serve, 0 to 1. Default 0.5.</summary>
    public double WarmUpCapacityRatio { get; init; } = 0.5;

    /// <summary>Probability that a node fails during boot, 0 to 1. Default 0.</summary>
    public double BootFailureProbability { get; init; }

    /// <summary>Average number of failures of a node per hour. Default 0.</summary>
    public double FailuresPerHour { get; init; }

    /// <summary>Maximum load that can wait; any excess is lost. No limit by default.</summary>
    public double MaxQueue { get; init; } = double.MaxValue;

    /// <summary>Time that load can wait before a step counts as a violation. Default one step.</summary>
    public TimeSpan? MaxQueueDelay { get; init; }

    /// <summary>Price of a node per hour from its request, if <see cref="Clouds"/> is empty. Default 1.</summary>
    public double PricePerHour { get; init; } = 1;

    /// <summary>Clouds in order of preference. If empty, there is one location without a limit.</summary>
    public ValueList<DomainCloud> Clouds { get; init; } = [];

    /// <summary>Placement policy. By default, fills the clouds in order.</summary>
    public IPlacementPolicy Placement { get; init; } = new OverflowPlacement();

    /// <summary>Periods in which metrics are untrusted.</summary>
    public ValueList<MetricOutage> Outages { get; init; } = [];

    /// <summary>
    /// Age of the metrics at a decision, for example the interval at which they are scraped. Rounded down to steps of
    /// the load, so a delay shorter than a step has no effect. Default 0.
    /// </summary>
    public TimeSpan MetricDelay { get; init; }

    /// <summary>Probability that all metrics of a step fail, 0 to 1. Default 0.</summary>
    public double MetricFailureProbability { get; init; }

    /// <summary>
    /// True to let policies observe individual nodes: their start times and their samples of
    /// <see cref="LoadPerNodeMetric"/> and <see cref="UtilizationMetric"/>, with load distributed by capacity. Default
    /// false: policies observe only the number of nodes, and the computation time of a step does not depend on it.
    /// </summary>
    public bool IncludeNodeObservations { get; init; }

    /// <summary>Maximum number of <see cref="MetricWindows"/>: 4.</summary>
    public const int MaxWindows = 4;

    /// <summary>
    /// Moving averages of the metrics. A window shorter than one step contains one reading. Empty by default.
    /// </summary>
    public ValueList<MetricWindow> MetricWindows { get; init; } = [];

    /// <summary>Number of steps between decisions, 1 or more. Default 1.</summary>
    public int StepsPerDecision { get; init; } = 1;

    /// <summary>Seed of all random numbers. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Maximum boot delay, boot jitter and warm-up period of a model: one day.</summary>
    public static TimeSpan MaxBootDelay { get; } = TimeSpan.FromDays(1);

    internal ValueList<DomainCloud> AllClouds => Clouds.Count > 0 ? Clouds : [new DomainCloud("") { PricePerHour = PricePerHour }];

    /// <summary>Validates the model. Returns all problems; empty if it is valid.</summary>
    public ValueList<Problem> Check()
    {
        PolicyOptionsValidator problems = new PolicyOptionsValidator()
            .Positive(nameof(NodeCapacity), NodeCapacity)
            .NotNegative(nameof(InitialNodes), InitialNodes)
            .NotNegative(nameof(BootDelay), BootDelay)
            .NotNegative(nameof(BootJitter), BootJitter)
            .NotNegative(nameof(WarmUpPeriod), WarmUpPeriod)
            .NotNegative(nameof(FailuresPerHour), FailuresPerHour)
            .NotNegative(nameof(MetricDelay), MetricDelay)
            .NotNegative(nameof(MaxQueue), MaxQueue)
            .NotNegative(nameof(MaxQueueDelay), MaxQueueDelay ?? TimeSpan.Zero)
            .NotNegative(nameof(PricePerHour), PricePerHour)
            .Positive(nameof(StepsPerDecision), StepsPerDecision)
            .Positive(nameof(MaxNodes), MaxNodes);
        AtMostOne(nameof(WarmUpCapacityRatio), WarmUpCapacityRatio, problems);
        AtMostOne(nameof(BootFailureProbability), BootFailureProbability, problems);
        AtMostOne(nameof(MetricFailureProbability), MetricFailureProbability, problems);
        if (BootDelay > MaxBootDelay || BootJitter > MaxBootDelay || WarmUpPeriod > MaxBootDelay)
        {
            problems.Add(
                ProblemCode.OutOfRange,
                nameof(BootDelay),
                $"one of {BootDelay}, {BootJitter}, {WarmUpPeriod} is above {MaxBootDelay}",
                "use a day or less"
            );
        }

        if (MetricDelay > TimeSpan.Zero && IncludeNodeObservations)
        {
            problems.Add(
                ProblemCode.ConflictingFields,
                nameof(MetricDelay),
                "metrics of single nodes have no delay",
                "leave out MetricDelay or IncludeNodeObservations"
            );
        }

        if (InitialNodes > MaxNodes)
        {
            problems.Add(
                ProblemCode.ConflictingFields,
                nameof(InitialNodes),
                string.Create(CultureInfo.InvariantCulture, $"{InitialNodes} is above MaxNodes, {MaxNodes}"),
                "use MaxNodes or less"
            );
        }

        foreach (MetricOutage outage in Outages)
        {
            problems
                .NotNegative($"{nameof(Outages)}.{nameof(outage.Start)}", outage.Start)
                .NotNegative($"{nameof(Outages)}.{nameof(outage.Duration)}", outage.Duration);
        }

        if (MetricWindows.Count > MaxWindows)
        {
            problems.Add(ProblemCode.OutOfRange, nameof(MetricWindows), $"there are {MetricWindows.Count}", $"use at most {MaxWindows}");
        }

        MetricWindow.Check(MetricWindows, Measured, problems);
        problems.CheckPolicy(nameof(Placement), Placement, AllClouds.Count);
        return problems.ToList().AddRange(new Domain("back-test") { Clouds = Clouds }.Check());
    }

    internal IReadOnlyCollection<string> Metrics => [.. Measured, .. MetricWindows.Select(window => window.Name)];

    private static string[] Measured => [LoadMetric, LoadPerNodeMetric, UtilizationMetric, QueueMetric, ServedMetric];

    private static void AtMostOne(string field, double value, PolicyOptionsValidator problems)
    {
        if (!(value is >= 0 and <= 1))
        {
            problems.Add(
                ProblemCode.OutOfRange,
                field,
                $"{value.ToString(CultureInfo.InvariantCulture)} is not from 0 to 1",
                "use a number from 0 to 1"
            );
        }
    }
}
